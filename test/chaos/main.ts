/**
 * `npm run chaos`: harms a Vigie at random moments of a capture with its mail, one run after the other, and looks whether anything was
 * lost. Ends with 1 where something was.
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { tableText } from '../../src/base/table.ts'
import { type ChaosOptions, type ChaosOutcome, planRun, runChaos } from './run.ts'

const HELP = `Usage: npm run chaos -- [options]

  --runs N    how many (default 50)
  --seed N    of the first run; each further one has the next (default: chosen and printed)

Examples:
  npm run chaos
  npm run chaos -- --seed 4711 --runs 1    repeats one run
`

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    help: { type: 'boolean', default: false },
  },
})

const describe = ({ plan }: Pick<ChaosOutcome, 'plan'>): readonly [string, string] => [
  plan.faults
    .map(({ fault: { name, milliseconds: ms } }) =>
      ms === 0
        ? name
        : `${name} ${ms < 600_000 ? `${Math.round(ms / 1_000)} s` : `${ms / 3_600_000} h`}`,
    )
    .join(' + '),
  plan.faults.map(({ moment }) => `${moment.after} +${moment.delayMs} ms`).join(', '),
]

const print = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const campaign = async (seed: number, runs: number): Promise<boolean> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'vigie-chaos-'))
  const options: ChaosOptions = {
    captureSeconds: [6, 24],
    freezeMs: 60_000,
    fullDiskMs: 20_000,
    folder,
  }
  print(`chaos: ${runs} runs from seed ${seed}; logs are in ${folder}`)
  const outcomes: ChaosOutcome[] = []
  for (let number = 0; number < runs; number++) {
    const plan = planRun(seed + number, options)
    const [what, when] = describe({ plan })
    process.stdout.write(`${number + 1}/${runs} seed ${plan.seed}: ${what} (${when}) … `)
    const outcome = await runChaos(plan, options)
    outcomes.push(outcome)
    print(verdictOf(outcome))
    for (const violation of outcome.violations) print(`  ${violation.slice(0, 600)}`)
  }
  const column = (heading: string) => ({ heading, align: 'left' as const })
  const rows = outcomes.map((outcome) => {
    const [what, when] = describe(outcome)
    const { recoveryMs } = outcome
    const recovery = recoveryMs === null ? '–' : `${(recoveryMs / 1_000).toFixed(1)} s`
    return [String(outcome.plan.seed), what, when, recovery, verdictOf(outcome)]
  })
  const columns = ['Seed', 'Fault', 'Moment', 'Recovery', 'Verdict'].map(column)
  print(`\n${tableText({ columns, rows })}`)
  const bad = outcomes.filter(({ violations }) => violations.length > 0)
  print(`\n${runs - bad.length} of ${runs} runs kept every promise; logs are in ${folder}`)
  for (const { plan, violations } of bad) print(`seed ${plan.seed}: ${violations.join('; ')}`)
  return bad.length === 0
}

const verdictOf = ({ violations }: ChaosOutcome): string =>
  violations.length === 0 ? 'kept' : 'BROKEN'

if (values.help) process.stdout.write(HELP)
else process.exitCode = (await campaign(Number(values.seed), Number(values.runs))) ? 0 : 1

/** `npm run test:repeat`: the tests many times, each run held against what it found on the machine. Ends with 1 where one failed or left something. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { pause } from '../src/base/clock.ts'
import { tableText } from '../src/base/table.ts'
import { lookAtMachine, type MachineTraces, newTraces } from './machine-traces.ts'
import { dearest, failedTests, type TestCost, type TestReport } from './test-costs.ts'

const HELP = `Usage: npm run test:repeat -- [options] [files] [-- options of Vitest]

  --runs N    how often (default 10)
  --load      keeps one processor busy meanwhile

Examples:
  npm run test:repeat
  npm run test:repeat -- --runs 1 --load
  npm run test:repeat -- --runs 20 test/e2e/watch -- --maxWorkers 1
`
const CLONE = path.resolve(import.meta.dirname, '..')
const SHOWN = 10
/** A run that has not ended by then hangs, and is told to end. */
const RUN_MS_MAX = 3_600_000
/** What ends with its parent may take so long to be gone. */
const GONE_WITHIN_MS = 5_000
const LOOK_EVERY_MS = 200

type Run = { readonly isGood: boolean; readonly report: TestReport | undefined }

const { values, positionals } = parseArgs({
  options: {
    runs: { type: 'string', default: '10' },
    load: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})

const print = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** As a person starts them; the whole output goes to `log`. */
const runTests = async (log: string, json: string): Promise<number | null> => {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${json}`]
  const child = spawn(path.join(CLONE, 'vigie'), ['test', ...reporters, ...positionals], {
    cwd: CLONE,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: RUN_MS_MAX,
  })
  const output = createWriteStream(log)
  for (const stream of [child.stdout, child.stderr]) stream.pipe(output, { end: false })
  const [status] = (await once(child, 'close')) as [number | null]
  output.end()
  return status
}

const reportIn = (json: string): TestReport | undefined => {
  try {
    return JSON.parse(readFileSync(json, 'utf8')) as TestReport
  } catch {
    return undefined // it ended before it could write one
  }
}

const leftSince = async (before: MachineTraces): Promise<string[]> => {
  const deadline = performance.now() + GONE_WITHIN_MS
  for (;;) {
    const left = newTraces(before, lookAtMachine(CLONE))
    if (left.length === 0 || performance.now() > deadline) return left
    await pause(LOOK_EVERY_MS)
  }
}

const runOnce = async (folder: string, number: number): Promise<Run> => {
  const log = path.join(folder, `${number}.log`)
  const json = path.join(folder, `${number}.json`)
  const before = lookAtMachine(CLONE)
  const began = performance.now()
  const status = await runTests(log, json)
  const seconds = ((performance.now() - began) / 1_000).toFixed()
  const report = reportIn(json)
  const left = await leftSince(before)
  const counts =
    report === undefined
      ? 'no report'
      : `${report.numPassedTests} passed, ${report.numFailedTests} failed, ${report.numPendingTests} skipped`
  print(`run ${number}: ${counts}, status ${status}, ${seconds} s, ${left.length} left`)
  for (const one of left) print(`  left: ${one}`)
  for (const name of report ? failedTests(report) : []) print(`  failed: ${inClone(name)}`)
  const isGood = status === 0 && left.length === 0
  if (!isGood) print(`  output: ${log}`)
  return { isGood, report }
}

const inClone = (name: string): string => name.replace(`${CLONE}/`, '')

const costTable = (heading: string, costs: readonly TestCost[]): string => {
  const seconds = (ms: number | undefined) => ((ms ?? 0) / 1_000).toFixed(1)
  return tableText({
    columns: [
      { heading: 'Most (s)', align: 'right' },
      { heading: 'Least', align: 'right' },
      { heading, align: 'left' },
    ],
    rows: costs.map(({ name, ms }) => [seconds(ms.at(-1)), seconds(ms[0]), inClone(name)]),
  })
}

/** A thread that does nothing, as fast as it can; it ends with this process, whatever ends that. */
const load = (): Worker => new Worker('for (;;);', { eval: true })

const repeat = async (): Promise<boolean> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vigie-repeat-'))
  const busy = values.load ? load() : undefined
  const runs: Run[] = []
  for (let number = 1; number <= Number(values.runs); number++)
    runs.push(await runOnce(folder, number))
  await busy?.terminate()
  const { files, tests } = dearest(
    runs.flatMap(({ report }) => report ?? []),
    SHOWN,
  )
  print(`\n${costTable('File', files)}\n\n${costTable('Test', tests)}`)
  const good = runs.filter(({ isGood }) => isGood).length
  print(`\n${good} of ${runs.length} runs passed and left nothing`)
  if (good === runs.length) rmSync(folder, { recursive: true })
  return good === runs.length
}

if (values.help) process.stdout.write(HELP)
else process.exitCode = (await repeat()) ? 0 : 1

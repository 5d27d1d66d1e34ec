/**
 * `./vigie bench [NAME…]`: measures Vigie beside bare counterparts in the same run, and prints ratios. It decides nothing: a machine
 * that is busy with other things gives other figures, but similar ratios.
 */
import { parseArgs } from 'node:util'
import { analyzeBench } from './analyze/analyze.ts'
import { captureBench } from './capture/capture.ts'
import type { Bench } from './figure.ts'
import { firstPacketBench } from './first-packet.ts'
import { logBench } from './log/log.ts'
import { memoryBench } from './memory.ts'
import { jsonOf, textOf } from './output.ts'
import { queueBench } from './queue.ts'

const benches: readonly Bench[] = [
  logBench,
  queueBench,
  firstPacketBench,
  captureBench,
  analyzeBench,
  memoryBench,
]

const HELP = `Usage: vigie bench [options] [NAME…]

Measures Vigie beside bare counterparts in the same run. Without a name, everything (about 7 minutes).

${benches.map(({ name, title }) => `  ${name.padEnd(14)}${title}`).join('\n')}

Options:
  --short   only see that everything runs; its figures mean nothing
  --json    one JSON object a line
  --help    this

Examples:
  vigie bench log
  vigie bench log queue capture --json
`

const options = {
  short: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

const print = (text: string): void => void process.stdout.write(`${text}\n`)
const say = (text: string): void => void process.stderr.write(`${text}\n`)

const readArguments = () => {
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const unknown = positionals.find((name) => benches.every((bench) => bench.name !== name))
  if (unknown !== undefined) throw new Error(`there is no bench ${unknown}`)
  const chosen = benches.filter(
    ({ name }) => positionals.length === 0 || positionals.includes(name),
  )
  return { ...values, chosen }
}

const main = async (): Promise<number> => {
  let given: ReturnType<typeof readArguments>
  try {
    given = readArguments()
  } catch (thrown) {
    say(`${thrown instanceof Error ? thrown.message : thrown}; see vigie bench --help`)
    return 2
  }
  if (given.help) {
    print(HELP)
    return 0
  }
  for (const bench of given.chosen) {
    const progress = (text: string) => say(`${bench.name}: ${text}…`)
    const findings = await bench.run({ short: given.short, progress })
    print(given.json ? jsonOf(bench, findings) : textOf(bench, findings))
  }
  return 0
}

process.exitCode = await main()

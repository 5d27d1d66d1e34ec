/** `npm run soak`: a simulated week of a Vigie in half an hour. Ends with 1 where something goes on growing. */
import { parseArgs } from 'node:util'
import { tableText } from '../../src/base/table.ts'
import type { Sample } from './sample.ts'
import { runSoak } from './soak.ts'

const HELP = `Usage: npm run soak -- [options]

  --hours N      simulated (default 168, a week)
  --minutes N    of this machine (default 30)

Examples:
  npm run soak
  npm run soak -- --hours 24 --minutes 5
`
const SAMPLES = 42

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '168' },
    minutes: { type: 'string', default: '30' },
    help: { type: 'boolean', default: false },
  },
})

const print = (text: string): void => {
  process.stdout.write(`${text}\n`)
}
const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`
const left = (heading: string) => ({ heading, align: 'left' as const })
const right = (heading: string) => ({ heading, align: 'right' as const })

const columns = [
  'Hours',
  'Memory',
  'Files',
  'Threads',
  'Keys',
  'Redis',
  'Packets',
  'Events',
  'Rows',
  'Lists',
]
const cells = (one: Sample): string[] => [
  one.hours.toFixed(0),
  mebibytes(one.memory),
  String(one.descriptors),
  String(one.threads),
  String(one.redisKeys),
  mebibytes(one.redisMemory),
  mebibytes(one.packetFiles),
  String(one.events),
  String(one.totalRows),
  String(one.detailRows),
]

/** What must not happen in a life without faults. */
const FAILURES = ['CaptureFailed', 'WatchFailed', 'DeliveryFailed']

const soak = async (): Promise<boolean> => {
  const hours = Number(values.hours)
  const minutes = Number(values.minutes)
  print(`soak: ${hours} simulated hours in ${minutes} minutes`)
  const { samples, verdicts, happened, halted } = await runSoak({
    hours,
    minutes,
    samples: SAMPLES,
    sampled: (sample) =>
      process.stderr.write(`${sample.hours.toFixed(0)} h: ${mebibytes(sample.memory)}\n`),
  })
  const some = samples.filter((_, index) => (index + 1) % 6 === 0)
  print(tableText({ columns: columns.map(right), rows: some.map(cells) }))
  print('')
  print(
    tableText({
      columns: [left('Figure'), right('After warm-up, or most'), right('At the end'), left('')],
      rows: verdicts.map(({ name, from, to, isBounded }) => [
        name,
        String(from),
        String(to),
        isBounded ? 'bounded' : 'GROWS',
      ]),
    }),
  )
  print(`\n${[...happened].map(([type, count]) => `${type} ${count}`).join(', ')}`)
  const failed = [...happened.keys()].filter((type) => FAILURES.includes(type))
  return halted === 0 && failed.length === 0 && verdicts.every(({ isBounded }) => isBounded)
}

if (values.help) process.stdout.write(HELP)
else process.exitCode = (await soak()) ? 0 : 1

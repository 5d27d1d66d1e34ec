/**
 * `npm run fuzz`: feeds damaged packets to the whole engine, each with two different surroundings, and looks whether it throws, reads outside
 * of a frame, takes too long or miscounts. Ends with 1 where it does.
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { runCampaign } from './campaign.ts'
import { DamagedPackets } from './damaged-packets.ts'
import { type Failure, firstOfRound, runRound } from './round.ts'
import { seedFrames } from './seed-frames.ts'
import type { Tally } from './tally.ts'

const HELP = `Usage: npm run fuzz -- [options]

  --packets N    how many (default 10,000,000)
  --seed N       of the packets (default: chosen and printed)
  --packet N     shows one of them, and feeds it with those of its round before it
  --json         one JSON object at the end
  --help         this

Examples:
  npm run fuzz
  npm run fuzz -- --seed 4711 --packet 123456    repeats one
`

const SEED_MAX = 2 ** 32

const options = {
  packets: { type: 'string', default: '10000000' },
  seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
  packet: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

const print = (text: string): void => void process.stdout.write(`${text}\n`)
const say = (text: string): void => void process.stderr.write(text)

const wholeNumber = (name: string, text: string, least: number): number => {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < least || number > SEED_MAX)
    throw new Error(`--${name} is a whole number from ${least} to ${SEED_MAX}, and not ${text}`)
  return number
}

const readArguments = () => {
  const { values } = parseArgs({ options })
  return {
    help: values.help,
    json: values.json,
    seed: wholeNumber('seed', values.seed, 0),
    packets: wholeNumber('packets', values.packets, 1),
    packet: values.packet === undefined ? undefined : wholeNumber('packet', values.packet, 0),
  }
}
type Arguments = ReturnType<typeof readArguments>

/** A packet as whoever wants to see it again needs it. */
const described = (packets: DamagedPackets, number: number) => {
  packets.make(number)
  const { captured, wireLength, vlan, link, seconds, nanoseconds, bytes } = packets
  const hex = Buffer.from(bytes.subarray(0, captured)).toString('hex')
  return { packet: number, link, vlan, captured, wireLength, seconds, nanoseconds, hex }
}

const textOf = (seed: number, what: string, packet: ReturnType<typeof described>): string => {
  const { hex, packet: number, ...rest } = packet
  const facts = Object.entries(rest).map(([name, value]) => `${name} ${value}`)
  return `seed ${seed}, packet ${number}: ${what}\n  ${facts.join(', ')}\n  ${hex}\n  again: npm run fuzz -- --seed ${seed} --packet ${number}`
}

const replay = ({ seed, json }: Arguments, number: number): boolean => {
  const packets = new DamagedPackets(seedFrames(), seed)
  const { failure } = runRound(packets, firstOfRound(number), number + 1, () => {})
  const what = failure === undefined ? 'nothing is wrong' : failure.what
  const packet = described(packets, failure?.packet ?? number)
  print(json ? JSON.stringify({ seed, what, ...packet }) : textOf(seed, what, packet))
  return failure === undefined
}

const campaign = async ({ seed, packets, json }: Arguments): Promise<boolean> => {
  const seeds = seedFrames()
  const { frames, files } = seeds
  const threads = availableParallelism()
  const corpus = files === 0 ? 'no corpus' : `${files} captures among them`
  if (!json)
    print(
      `fuzz: ${packets} packets from seed ${seed}, made of ${frames} frames (${corpus}), in ${threads} threads`,
    )
  const from = performance.now()
  const progress = (tally: Tally): void => {
    if (!process.stderr.isTTY) return
    say(`\r${((100 * tally.packets) / packets).toFixed(0)} % `)
  }
  const { tally, failures } = await runCampaign({ seed, packets, threads, progress })
  if (process.stderr.isTTY) say('\r')
  const seconds = (performance.now() - from) / 1_000
  const made = new DamagedPackets(seeds, seed)
  const found = failures.map((failure) => ({ failure, ...described(made, failure.packet) }))
  if (json) {
    print(JSON.stringify({ seed, frames, files, seconds, ...tally, failures: found }))
    return failures.length === 0
  }
  print(summaryOf(tally, seconds, failures))
  for (const { failure, ...packet } of found) print(textOf(seed, failure.what, packet))
  return failures.length === 0
}

const summaryOf = (tally: Tally, seconds: number, failures: readonly Failure[]): string => {
  const { packets, malformed, truncated, flows, names, applications } = tally
  const words = Object.entries(applications)
    .sort(([, one], [, other]) => other - one)
    .map(([word, count]) => `${word} ${count}`)
  return [
    `${packets} packets in ${seconds.toFixed(0)} s: ${malformed} malformed, ${truncated} truncated, ${flows} flows, ${names} destinations with names`,
    ...(words.length === 0 ? [] : [`applications, in packets: ${words.join(', ')}`]),
    failures.length === 0 ? 'nothing is wrong' : `${failures.length} failures:`,
  ].join('\n')
}

const main = async (): Promise<number> => {
  let given: Arguments
  try {
    given = readArguments()
  } catch (thrown) {
    say(`${thrown instanceof Error ? thrown.message : thrown}; see npm run fuzz -- --help\n`)
    return 2
  }
  if (given.help) {
    print(HELP)
    return 0
  }
  const isWell = given.packet === undefined ? await campaign(given) : replay(given, given.packet)
  return isWell ? 0 : 1
}

process.exitCode = await main()

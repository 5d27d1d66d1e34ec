import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bench, Figure, Findings, Scope, Skipped } from '../figure.ts'
import { missing } from '../program.ts'
import { spreadOf } from '../spread.ts'
import { countCollections } from './collections.ts'
import { writeGeneratedFile } from './generated-file.ts'
import { writeMillionFile } from './million-file.ts'
import { writeMixFile } from './mix-file.ts'
import { peakMemory, runWhole, type WholeRun } from './whole-process.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const FLOWS_ONLY = fileURLToPath(new URL('./flows-only-script.ts', import.meta.url))

const sizes = {
  long: {
    generated: { packets: 2_000_000, flows: 50_000 },
    mix: 1_000_000,
    flows: 1_000_000,
    rounds: 5,
    /** Of those that take a quarter of a minute each. */
    slowRounds: 2,
  },
  short: {
    generated: { packets: 40_000, flows: 1_000 },
    mix: 20_000,
    flows: 10_000,
    rounds: 1,
    slowRounds: 1,
  },
} as const
type Size = (typeof sizes)['long' | 'short']

/** What the launcher tells Node for this verb. */
const SMALL_YOUNG_GENERATION = '--max-semi-space-size=4'

/** Vigie starts without its launcher, which finds Node and its packages. */
const commands = {
  flows: (file: string) => [process.execPath, FLOWS_ONLY, file],
  engine: (file: string) => [
    process.execPath,
    SMALL_YOUNG_GENERATION,
    MAIN,
    'analyze',
    file,
    '--json',
  ],
  capinfos: (file: string) => ['capinfos', '-c', file],
  ndpiReader: (file: string) => ['ndpiReader', '-q', '-i', file],
  tshark: (file: string) => ['tshark', '-q', '-z', 'conv,ip', '-r', file],
} as const
type Method = keyof typeof commands

const peers = [
  { vigie: 'flows', peer: 'capinfos', what: 'flows only', name: 'capinfos -c' },
  { vigie: 'engine', peer: 'ndpiReader', what: 'all', name: 'ndpiReader -q' },
  { vigie: 'engine', peer: 'tshark', what: 'all', name: 'tshark -z conv,ip' },
] as const

const packages: { readonly [method in Method]?: string } = {
  capinfos: 'wireshark-common',
  ndpiReader: 'libndpi-bin',
  tshark: 'tshark',
}

/** Capture files read by Vigie and by other tools, each as a whole process on one processor, in turns. */
export const analyzeBench: Bench = {
  name: 'analyze',
  title: 'capture files read, beside other tools',
  run: async (scope) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'vigie-bench-'))
    try {
      return await measure(folder, sizes[scope.short ? 'short' : 'long'], scope)
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}

const measure = async (folder: string, size: Size, { progress }: Scope): Promise<Findings> => {
  const file = (name: string) => path.join(folder, `${name}.pcap`)
  progress('writing the files')
  writeGeneratedFile(file('generated'), size.generated)
  writeMixFile(file('mix'), size.mix)
  writeMillionFile(file('million'), size.flows)
  const reasons = new Map(
    Object.entries(packages).map(([program, name]) => [program, missing(program, name)]),
  )
  const compileCache = path.join(folder, 'compiled')
  for (const method of ['flows', 'engine'] as const)
    await runWhole(commands[method](file('mix')), compileCache)
  const compared: Figure[] = []
  for (const [name, packets] of [
    ['generated', size.generated.packets],
    ['mix', size.mix],
  ] as const) {
    const usable = (Object.keys(commands) as Method[]).filter(
      (one) => reasons.get(one) === undefined,
    )
    const runs = await runInTurns(usable, size, (round, method) => {
      if (method === usable[0]) progress(`${name}, round ${round + 1}`)
      return runWhole(commands[method](file(name)), compileCache)
    })
    compared.push(...comparisons(name, packets, runs))
  }
  progress('memory')
  const peaks: number[] = []
  for (let round = 0; round < size.slowRounds; round++)
    peaks.push(
      await peakMemory(
        [SMALL_YOUNG_GENERATION, MAIN, 'analyze', file('million'), '--json'],
        compileCache,
      ),
    )
  progress('garbage')
  const { packets } = size.generated
  const garbage = await countCollections(file('generated'), packets)
  return {
    figures: [
      ...compared,
      { what: `${size.flows} flows, memory at most`, unit: 'MB', vigie: spreadOf(peaks) },
      {
        what: 'garbage collections, steady state',
        unit: 'a second',
        vigie: spreadOf([garbage.count / garbage.seconds]),
      },
      ...[...reasons].flatMap(([what, skipped = '']): Skipped[] =>
        skipped === '' ? [] : [{ what, skipped }],
      ),
    ],
    notes: [
      'Whole processes on one processor, the files in memory: time is from start to end, CPU that of all threads. "All" is vigie analyze --json without the launcher.',
      `Of ${garbage.count + garbage.others} collections with --trace-gc, ${garbage.count} came with the last ${garbage.packets} packets of ${packets}.`,
    ],
  }
}

type Runs = ReadonlyMap<Method, readonly WholeRun[]>

/** Slow ones take part in the first rounds only. */
const runInTurns = async (
  methods: readonly Method[],
  { rounds, slowRounds }: Size,
  run: (round: number, method: Method) => Promise<WholeRun>,
): Promise<Runs> => {
  const runs = new Map<Method, WholeRun[]>(methods.map((method) => [method, []]))
  for (let round = 0; round < rounds; round++) {
    for (const method of methods) {
      if (method === 'tshark' && round >= slowRounds) continue
      runs.get(method)?.push(await run(round, method))
    }
  }
  return runs
}

const comparisons = (name: string, packets: number, runs: Runs): readonly Figure[] =>
  peers.flatMap(({ vigie, peer, what, name: peerName }): Figure[] => {
    const [own, other] = [runs.get(vigie), runs.get(peer)]
    if (own === undefined || other === undefined) return []
    const figure = (unit: string, of: (run: WholeRun) => number): Figure => ({
      what: `${name}, ${what}`,
      unit,
      vigie: spreadOf(own.map(of)),
      beside: { name: peerName, spread: spreadOf(other.map(of)) },
    })
    // How long a few packets take is told in time, how much faster the rest is in packets.
    if (vigie === 'flows')
      return [figure('ms', ({ elapsedMs }) => elapsedMs), figure('CPU ms', ({ cpuMs }) => cpuMs)]
    return [
      figure('packets/s', ({ elapsedMs }) => (1_000 * packets) / elapsedMs),
      figure('packets/CPU s', ({ cpuMs }) => (1_000 * packets) / cpuMs),
    ]
  })

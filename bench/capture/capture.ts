import { availableParallelism } from 'node:os'
import { pause } from '../../src/base/clock.ts'
import type { SourceOptions } from '../../src/net/packet-source.ts'
import { Cable, hasCap } from '../../test/net/support/capture-process.ts'
import { hasNamespaces } from '../../test/support/privilege.ts'
import type { Bench, Figure, Findings, Scope, Skipped } from '../figure.ts'
import { missing } from '../program.ts'
import { spreadOf } from '../spread.ts'
import { startReceiver, startTcpdump } from './receiver.ts'
import { sendFrames } from './sender.ts'

const ROUNDS = 5
const SHORT_ROUNDS = 1
const FRAMES = 2_000_000
const SHORT_FRAMES = 50_000
/** After the last frame was sent, the kernel hands over the block that it was in. */
const SETTLE_MS = 400

/** As the daemon captures when nothing is configured. */
const source: SourceOptions = {
  interface: 'vb',
  filter: '',
  snaplenBytes: 262,
  promiscuous: true,
  ringBytes: 32 << 20,
}

const methods = {
  engine: 'ring + engine',
  ring: 'ring, counting only',
  tcpdump: 'tcpdump to /dev/null',
  cap: 'cap, counting only',
} as const
type Method = keyof typeof methods

/** What one method did in one round. */
type Round = { readonly offered: number; readonly lostShare: number; readonly cpu: number }

/** Frames from a veth pair at the highest rate that `trafgen` offers, sender and receiver on a processor each. */
export const captureBench: Bench = {
  name: 'capture',
  title: 'frames counted live, beside other ways to take them',
  run: async (scope) => {
    const unable = hasNamespaces
      ? missing('trafgen', 'netsniff-ng')
      : 'this user may not make network namespaces; try again as root'
    if (unable !== undefined)
      return { figures: [{ what: 'live capture', skipped: unable }], notes: [] }
    if (availableParallelism() < 2) {
      const skipped = 'sender and receiver need a processor each'
      return { figures: [{ what: 'live capture', skipped }], notes: [] }
    }
    using cable = new Cable()
    return await measure(cable.namespace, scope)
  },
}

const measure = async (namespace: string, { short, progress }: Scope): Promise<Findings> => {
  const reasons: { readonly [method in Method]: string | undefined } = {
    engine: undefined,
    ring: undefined,
    tcpdump: missing('tcpdump', 'tcpdump'),
    cap: hasCap ? undefined : 'the package cap is not compiled; as root: ./vigie doctor',
  }
  const usable = (Object.keys(methods) as Method[]).filter((one) => reasons[one] === undefined)
  const rounds = new Map<Method, Round[]>(usable.map((method) => [method, []]))
  for (let round = 0; round < (short ? SHORT_ROUNDS : ROUNDS); round++) {
    progress(`round ${round + 1}`)
    for (const method of usable) {
      const frames = short ? SHORT_FRAMES : FRAMES
      rounds.get(method)?.push(await receive(namespace, method, frames))
    }
  }
  const spread = (method: Method, of: (round: Round) => number) =>
    spreadOf((rounds.get(method) ?? []).map(of))
  const compared = (what: string, unit: string, of: (round: Round) => number): Figure[] =>
    usable
      .filter((method) => method !== 'engine')
      .map((method) => ({
        ...{ what, unit, vigie: spread('engine', of) },
        beside: { name: methods[method], spread: spread(method, of) },
      }))
  const skipped = (Object.keys(methods) as Method[]).flatMap((method): Skipped[] => {
    const reason = reasons[method]
    return reason === undefined ? [] : [{ what: methods[method], skipped: reason }]
  })
  return {
    figures: [
      ...compared('CPU a packet', 'µs', ({ cpu }) => cpu),
      ...compared('lost', '%', ({ lostShare }) => lostShare * 100),
      ...compared('offered', 'packets/s', ({ offered }) => offered),
      ...skipped,
    ],
    notes: [
      'Lost is what was on the wire and not counted; offered is what trafgen sent meanwhile.',
    ],
  }
}

const receive = async (namespace: string, method: Method, frames: number): Promise<Round> => {
  const receiver =
    method === 'tcpdump'
      ? await startTcpdump(namespace, source)
      : await startReceiver(namespace, { method, source })
  try {
    const sent = await sendFrames(namespace, frames)
    await pause(SETTLE_MS)
    const { packets, cpuMicroseconds } = await receiver.stop()
    return {
      offered: sent.perSecond,
      lostShare: (sent.packets - packets) / sent.packets,
      cpu: cpuMicroseconds / packets,
    }
  } finally {
    receiver.end()
  }
}

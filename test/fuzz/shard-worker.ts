/** Runs every n-th round of a campaign in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads'
import { DamagedPackets } from './damaged-packets.ts'
import { type Failure, ROUND_PACKETS, runRound } from './round.ts'
import { seedFrames } from './seed-frames.ts'
import { type Tally, tallyOf } from './tally.ts'

export type Shard = {
  readonly seed: number
  readonly packets: number
  /** This one takes the rounds whose number leaves `place` when it is divided by `shards`. */
  readonly place: number
  readonly shards: number
  /** The packet that is fed at the moment is written to place 0. */
  readonly beat: SharedArrayBuffer
}

export type ShardMessage = { readonly tally: Tally } | { readonly failure: Failure }

const { seed, packets: count, place, shards, beat } = workerData as Shard
const fed = new Float64Array(beat)
const packets = new DamagedPackets(seedFrames(), seed)
const post = (message: ShardMessage): void => parentPort?.postMessage(message)
const note = (packet: number): void => {
  fed[0] = packet
}

for (let first = place * ROUND_PACKETS; first < count; first += shards * ROUND_PACKETS) {
  const { intervals, failure } = runRound(
    packets,
    first,
    Math.min(first + ROUND_PACKETS, count),
    note,
  )
  if (failure !== undefined) post({ failure })
  post({ tally: tallyOf(intervals) })
  if (failure !== undefined) break
}

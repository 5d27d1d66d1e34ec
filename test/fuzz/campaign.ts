import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { type Failure, ROUND_PACKETS } from './round.ts'
import type { Shard, ShardMessage } from './shard-worker.ts'
import { noTally, sumOf, type Tally } from './tally.ts'

const LOOK_MS = 1_000
/** A packet that takes longer than this is taken for one that never ends. */
const STUCK_MS = 60_000

export type Campaign = {
  readonly seed: number
  readonly packets: number
  readonly threads: number
  /** Told once a round of some thread has ended. */
  readonly progress?: (tally: Tally) => void
}

export type CampaignOutcome = { readonly tally: Tally; readonly failures: readonly Failure[] }

/** Feeds damaged packets 0 to `packets` - 1 to the engine, the rounds shared among threads. A thread ends with its first failure. */
export const runCampaign = async (campaign: Campaign): Promise<CampaignOutcome> => {
  const threads = Math.min(campaign.threads, Math.ceil(campaign.packets / ROUND_PACKETS))
  const failures: Failure[] = []
  let tally = noTally
  const take = (message: ShardMessage): void => {
    if ('failure' in message) failures.push(message.failure)
    else {
      tally = sumOf(tally, message.tally)
      campaign.progress?.(tally)
    }
  }
  const places = Array.from({ length: threads }, (_, place) => place)
  await Promise.all(places.map((place) => runShard(campaign, place, threads, take)))
  return { tally, failures }
}

const runShard = async (
  { seed, packets }: Campaign,
  place: number,
  shards: number,
  take: (message: ShardMessage) => void,
): Promise<void> => {
  const beat = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT)
  const shard: Shard = { seed, packets, place, shards, beat }
  const worker = new Worker(new URL('./shard-worker.ts', import.meta.url), { workerData: shard })
  worker.on('message', take)
  const fed = new Float64Array(beat)
  let [last, since] = [-1, performance.now()]
  const watch = setInterval(() => {
    const packet = fed[0] ?? 0
    if (packet !== last) [last, since] = [packet, performance.now()]
    if (performance.now() - since < STUCK_MS) return
    take({ failure: { packet, what: `does not end within ${STUCK_MS / 1_000} s` } })
    void worker.terminate()
  }, LOOK_MS)
  try {
    await once(worker, 'exit')
  } finally {
    clearInterval(watch)
  }
}

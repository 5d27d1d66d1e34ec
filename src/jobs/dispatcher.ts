import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { type Checkpoints, follow, type LogReader, type LogTail } from '../events/index.ts'
import { jobsFor } from './dispatch-rules.ts'
import type { Queues } from './queues.ts'

const BATCH_EVENTS = 500
const CHECKPOINT = { name: 'dispatcher', version: 1 }

/**
 * Follows the log and queues the jobs that follow from it: first the jobs, then the checkpoint. A crash in between queues them again
 * under the same ids. While Redis is away it waits; nothing is lost, because the log remembers.
 */
export const runDispatcher = async (
  deps: {
    readonly reader: LogReader
    readonly tail: LogTail
    readonly checkpoints: Checkpoints
    readonly queues: Queues
    readonly clock: Clock
    readonly log: Log
  },
  signal: AbortSignal,
): Promise<void> => {
  const { reader, tail, checkpoints, queues, clock, log } = deps
  let ensured = false
  const step = async (): Promise<number> => {
    if (!ensured) await checkpoints.ensure(CHECKPOINT)
    ensured = true
    const { position } = await checkpoints.read(CHECKPOINT)
    const batch = await reader.read(position, BATCH_EVENTS)
    const last = batch.at(-1)
    if (last === undefined) return position
    for (const job of batch.flatMap(jobsFor)) await queues.add(job, clock.now())
    await checkpoints.move(CHECKPOINT, position, last.position)
    return last.position
  }
  await follow({ name: CHECKPOINT.name, step }, tail, log, signal)
}

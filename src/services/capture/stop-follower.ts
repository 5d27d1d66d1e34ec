import type { Log } from '../../base/log.ts'
import { follow, type LogReader, type LogTail } from '../../events/index.ts'
import type { RunningCaptures } from './running-captures.ts'

const BATCH_EVENTS = 100

/**
 * Ends the runs of this process that the log asks to end. It keeps no checkpoint: a run that starts later reads the request from its own
 * stream, so only what comes from now on matters.
 */
export const followStops = async (
  reader: LogReader,
  tail: LogTail,
  captures: RunningCaptures,
  log: Log,
  signal: AbortSignal,
): Promise<void> => {
  let at: number | undefined
  const step = async (): Promise<number> => {
    at ??= await reader.headPosition()
    const batch = await reader.read(at, BATCH_EVENTS)
    for (const event of batch) {
      if (event.type === 'CaptureStopRequested') {
        captures.stop((event.data as { readonly captureId: string }).captureId)
      }
    }
    at = batch.at(-1)?.position ?? at
    return at
  }
  await follow({ name: 'capture stops', step }, tail, log, signal)
}

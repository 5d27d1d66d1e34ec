import { showCapture } from '../web/api/captures.ts'
import type { CaptureDetail } from './capture-summary.ts'
import type { CliContext } from './context.ts'
import { patient, waitFor } from './waiting.ts'

/** How long after its planned end a capture is waited for: a database that is away, a daemon that starts again. */
const PATIENCE_MS = 10 * 60_000

/** Waits until a capture has ended, with a live line, and returns it. Throws STILL_WAITING where it does not end. */
export const waitForCapture = (
  { terminal, ask }: Pick<CliContext, 'terminal' | 'ask'>,
  id: string,
  seconds: number,
): Promise<CaptureDetail> => {
  const { t, format } = terminal
  const until = Date.now() + seconds * 1_000 + PATIENCE_MS
  let before: CaptureDetail | undefined
  return waitFor(terminal, { what: `capture ${id}`, until }, async (line) => {
    const capture = await ask(showCapture, { params: { id } }).catch(patient())
    if (capture === undefined) line.show(undefined, t('cli.waitingDatabase'))
    else if (capture.endedAt !== null) return capture
    else if (capture.startedAt === null) {
      line.show(undefined, t('cli.captureWaiting', { sensor: capture.sensor }))
    } else {
      const { packets, bytes, kernelDrops } = capture.traffic.totals
      line.show(
        (Date.now() - capture.startedAt) / (capture.seconds * 1_000),
        t('cli.progress', {
          packets: format.count(packets),
          bytes: format.bytes(bytes),
          rate: format.rate(rateBetween(before, capture)),
          drops: kernelDrops === null ? '?' : format.count(kernelDrops),
        }),
      )
      before = recent(before, capture)
    }
    return undefined
  })
}

/** Intervals are a second long: a rate over less would jump between nothing and twice the truth. */
const RATE_MS = 1_000

const recent = (before: CaptureDetail | undefined, now: CaptureDetail): CaptureDetail =>
  before !== undefined && now.countedMs - before.countedMs < 2 * RATE_MS ? before : now

const rateBetween = (before: CaptureDetail | undefined, now: CaptureDetail): number => {
  const bytes = now.traffic.totals.bytes - (before?.traffic.totals.bytes ?? 0)
  const elapsedMs = now.countedMs - (before?.countedMs ?? 0)
  return elapsedMs < RATE_MS ? 0 : (bytes * 1_000) / elapsedMs
}

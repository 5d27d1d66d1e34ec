import type { Random } from '../support/random.ts'
import type { Relay } from '../support/relay.ts'
import { sleep } from '../support/until.ts'
import type { Observer } from './observer.ts'

/** The steps of a capture with its mail at which something may be half done. */
const steps = [
  'SegmentOpened',
  'SegmentClosed',
  'CaptureCompleted',
  'ReportRequested',
  'ReportProduced',
  'MessageReceived',
] as const
/** The relay has said 250, and nobody has written that down yet. */
const TAKEN = 'taken by the relay'

/** Steps follow each other within some 10 ms. */
const AFTER_STEP_MS_MAX = 60
const LOOK_EVERY_MS = 5

/** When a fault happens: so many ms after something. */
export type Moment = { readonly after: string; readonly delayMs: number }

/** Half of them anywhere in a capture of so many seconds and a little behind it, half of them right at a step. */
export const chooseMoment = (random: Random, captureSeconds: number): Moment => {
  if (random.next() < 0.5) {
    return { after: 'CaptureRequested', delayMs: random.whole(0, captureSeconds * 1_000 + 1_500) }
  }
  const after = random.oneOf([...steps, TAKEN])
  const most = after === TAKEN ? 3 : AFTER_STEP_MS_MAX
  return { after, delayMs: random.whole(0, most) }
}

/** Waits for the moment; false where `over` comes first, because what it waits for never happens. */
export const waitFor = async (
  { after, delayMs }: Moment,
  observer: Observer,
  relay: Relay,
  over: AbortSignal,
): Promise<boolean> => {
  if (after === TAKEN) await takenBy(relay, over)
  const hasCome = () => observer.events.some(({ type }) => type === after)
  while (after !== TAKEN && !hasCome() && !over.aborted) await sleep(LOOK_EVERY_MS)
  if (over.aborted) return false
  if (delayMs > 0) await sleep(delayMs)
  return true
}

/** Called back, not looked for: what follows takes but a few ms. */
const takenBy = (relay: Relay, over: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    relay.onTaken(() => resolve())
    over.addEventListener('abort', () => resolve(), { once: true })
    if (relay.taken.length > 0) resolve()
  })

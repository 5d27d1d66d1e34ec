import type { Database } from '../../src/db/database.ts'
import { captureOf, eventsOf } from '../support/daemon-view.ts'
import type { Sent } from './numbered-traffic.ts'

/** What a sender's clock and the kernel's may differ by under load, in ms. */
const SLACK_MS = 30
/** The product calls less than this rounding, not a gap. */
const GAP_MS_MIN = 1_000
/** Rounding at the ends of segments and at the planned end. */
const ROUNDING_MS = 1_500

type Segment = { readonly openedAt: number; readonly closedAt: number }

/**
 * The capture has ended as planned, in segments; what lies between them is recorded as gaps; and its figures are those of the packets that
 * were sent. Where the clock was stepped, times of the log and of the sender cannot be compared: then only sums are.
 */
export const wrongCapture = async (
  home: string,
  db: Database,
  id: string,
  sent: readonly Sent[],
  clockStepped: boolean,
): Promise<string[]> => {
  const capture = await captureOf(home, id)
  const events = await eventsOf(home, id)
  const wrong: string[] = []
  if (capture.state !== 'completed') {
    wrong.push(`the capture is ${capture.state}: ${JSON.stringify(capture.failure)}`)
  }
  const opened = events.filter(({ type }) => type === 'SegmentOpened').map(({ data }) => data)
  const closed = events.filter(({ type }) => type === 'SegmentClosed').map(({ data }) => data)
  if (opened.length !== closed.length)
    wrong.push(`${opened.length} segments, ${closed.length} ends`)
  const segments = opened.map((one, index) => ({
    openedAt: Number(one['openedAt']),
    closedAt: Number(closed[index]?.['closedAt']),
  }))
  for (const { openedAt, closedAt } of segments) {
    if (closedAt < openedAt) wrong.push(`a segment ends ${openedAt - closedAt} ms before it began`)
  }
  if (!clockStepped) {
    wrong.push(...missingGaps(segments, capture))
    wrong.push(...(await wrongCounts(db, id, segments, sent)))
  }
  const { packets } = capture.traffic.totals
  if (packets > sent.length) wrong.push(`${packets} packets were counted, ${sent.length} sent`)
  const whole = segments.length === 1 && capture.gaps.length + capture.lostIntervals === 0
  if (whole && packets !== sent.length) {
    wrong.push(`${packets} packets were counted without a gap, ${sent.length} sent`)
  }
  return wrong
}

const missingGaps = (
  segments: readonly Segment[],
  capture: Awaited<ReturnType<typeof captureOf>>,
): string[] => {
  const recorded = capture.gaps.map(({ from, to }) => `${from}–${to}`)
  const first = segments[0]?.openedAt ?? 0
  const plannedEnd = first + capture.seconds * 1_000
  const wrong: string[] = []
  segments.forEach(({ closedAt }, index) => {
    const to = segments[index + 1]?.openedAt ?? plannedEnd
    if (to < closedAt - ROUNDING_MS)
      wrong.push(`segment ${index + 1} ends ${closedAt - to} ms late`)
    if (to - closedAt >= GAP_MS_MIN && !recorded.includes(`${closedAt}–${to}`)) {
      wrong.push(`the gap ${closedAt}–${to} is not recorded`)
    }
  })
  const gaps = capture.gaps.reduce((sum, { from, to }) => sum + to - from, 0)
  const unexplained = capture.seconds * 1_000 - capture.countedMs - gaps
  if (Math.abs(unexplained) > ROUNDING_MS * segments.length) {
    wrong.push(`${unexplained} ms of the capture are neither counted nor a gap`)
  }
  return wrong
}

/** In the time of each segment everything was counted, but for intervals that it says were lost. */
const wrongCounts = async (
  db: Database,
  id: string,
  segments: readonly Segment[],
  sent: readonly Sent[],
): Promise<string[]> => {
  const rows = await db
    .selectFrom('traffic_intervals')
    .select(['segment', 'packets'])
    .where('capture_id', '=', id)
    .execute()
  return segments.flatMap(({ openedAt, closedAt }, index) => {
    const counted = rows
      .filter(({ segment }) => segment === index + 1)
      .reduce((sum, { packets }) => sum + packets, 0)
    const inside = sent.filter(
      ({ before, after }) => before >= openedAt + SLACK_MS && after <= closedAt - SLACK_MS,
    ).length
    const perhaps = sent.filter(
      ({ before, after }) => after >= openedAt - SLACK_MS && before <= closedAt + SLACK_MS,
    ).length
    if (counted >= inside && counted <= perhaps) return []
    const what = `segment ${index + 1} counted ${counted}`
    return [`${what}; ${inside} were sent in its time for certain, ${perhaps} perhaps`]
  })
}

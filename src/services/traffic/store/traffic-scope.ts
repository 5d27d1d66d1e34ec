import { type RawBuilder, sql } from 'kysely'

/**
 * The segment of the rows of a capture file: before the first of a capture of ours. They are of another time and maybe of another
 * network, so that no window has them, and none those of an import that was never ended.
 */
export const FILE_SEGMENT = 0

/**
 * Which rows to add up: those of one capture, or of a window of time (ms, the end excluded): there of one capture, or of all but some.
 */
export type TrafficScope =
  | { readonly captureId: string; readonly from?: never }
  | {
      readonly from: number
      readonly to: number
      readonly captureId?: string
      readonly except?: readonly string[]
    }

/** The condition for the rows of `scope`, in any table of interval rows. */
export const within = (scope: TrafficScope): RawBuilder<boolean> => {
  if (scope.from === undefined) return sql<boolean>`capture_id = ${scope.captureId}`
  const { from, to, captureId, except = [] } = scope
  const one = captureId === undefined ? sql`` : sql`AND capture_id = ${captureId}`
  const others = except.length === 0 ? sql`` : sql`AND capture_id NOT IN (${sql.join(except)})`
  return sql<boolean>`(capture_id, segment, number) IN (SELECT capture_id, segment, number FROM traffic_intervals
    WHERE started_at >= ${new Date(from)} AND started_at < ${new Date(to)} AND segment <> ${FILE_SEGMENT} ${one} ${others})`
}

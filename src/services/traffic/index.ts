/** The traffic slice: what frames add up to. `engine.ts` is a door of its own, for the capture thread, which loads no database. */
export type { Interval } from './interval.ts'
export type { OwnEnds } from './own-machine.ts'
export {
  dropDays,
  droppableDays,
  ensurePartitions,
  type KeptSince,
  keptAfter,
  type TrafficKind,
  trafficKeptSince,
} from './traffic-partitions.ts'
export { FILE_SEGMENT, type TrafficScope } from './traffic-scope.ts'
export {
  dayOf,
  type SealedTotals,
  type SegmentKey,
  sealedTotals,
  writeIntervals,
} from './traffic-store.ts'
export { summarizeTraffic } from './traffic-summary.ts'

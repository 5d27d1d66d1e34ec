/** The traffic slice: what frames add up to. `engine.ts` is a door of its own, for the capture thread, which loads no database. */

export type { OwnEnds } from './ends/own-machine.ts'
export type { Interval } from './interval.ts'
export {
  dropDays,
  droppableDays,
  ensurePartitions,
  type KeptSince,
  keptAfter,
  trafficKeptSince,
} from './store/traffic-partitions.ts'
export { FILE_SEGMENT, type TrafficScope } from './store/traffic-scope.ts'
export {
  dayOf,
  type SegmentKey,
  sealIntervals,
  writeIntervals,
} from './store/traffic-store.ts'
export { summarizeTraffic } from './store/traffic-summary.ts'

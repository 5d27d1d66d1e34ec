/** The capture slice: timed captures and standing watches on a sensor, in segments, the packets they save, and what is known of them. */
export { type CapturePlan, capture } from './capture.ts'
export { captureStream } from './capture-events.ts'
export { captureProjection } from './capture-projection.ts'
export { CaptureService } from './capture-service.ts'
export {
  type CaptureRow,
  type CaptureState,
  capturesWithin,
  coverageOf,
  endedWithReport,
  findCapture,
  gapsOf,
  listCaptures,
  newestCapture,
  openCaptures,
  retainedFrom,
  type SegmentRow,
  segmentsOf,
} from './capture-view.ts'
export { EngineReserve } from './engine/engine-reserve.ts'
export { FileImports } from './file-import.ts'
export type { Gap } from './gap.ts'
export { exportPackets } from './packets/packet-export.ts'
export { packetFileProjection } from './packets/packet-file-projection.ts'
export { packetFilesOf } from './packets/packet-file-view.ts'
export { type PacketBounds, PacketStore } from './packets/packet-store.ts'
export { RunningCaptures } from './running-captures.ts'
export type { CaptureSettings } from './segment/segment-recorder.ts'
export { keepSensor } from './sensor-heartbeat.ts'
export {
  AWAY_AFTER_MS,
  listSensors,
  type Sensor,
} from './sensor-registry.ts'
export { followStops } from './stop-follower.ts'
export { type WatchCoverage, watchCoverage } from './watch/watch-coverage.ts'
export { keepWatches } from './watch/watch-keeper.ts'
export { watchProjection } from './watch/watch-projection.ts'
export { WatchService } from './watch/watch-service.ts'
export {
  findWatch,
  listWatches,
  type WatchRow,
  type WatchSegmentRow,
  watchesWithin,
  watchSegments,
} from './watch/watch-view.ts'

/** The capture slice: timed captures on a sensor, in segments, and what is known of them. */
export { type CapturePlan, capture } from './capture.ts'
export { CaptureService, type CaptureSettings } from './capture-service.ts'
export {
  type CaptureRow,
  type CaptureState,
  captureProjection,
  capturesWithin,
  coverageOf,
  endedWithReport,
  findCapture,
  type Gap,
  gapsOf,
  listCaptures,
  newestCapture,
  openCaptures,
  type SegmentRow,
  segmentsOf,
} from './capture-view.ts'
export { captureStream } from './events.ts'
export { keepSensor } from './sensor-heartbeat.ts'
export {
  AWAY_AFTER_MS,
  listSensors,
  type Sensor,
} from './sensor-registry.ts'
export { followStops } from './stop-follower.ts'

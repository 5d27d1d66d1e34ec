import type { StoredEvent } from '../events/index.ts'
import type { CaptureEvent } from '../services/capture/events.ts'
import type { ReportEvent } from '../services/report/events.ts'
import { captureTraffic } from './capture-traffic.ts'
import { deliverReport } from './deliver-report.ts'
import { type WantedJob, wanted } from './job.ts'
import { produceReport } from './produce-report.ts'

type Rules = {
  readonly [Type in (CaptureEvent | ReportEvent)['type']]?: (
    data: Extract<CaptureEvent | ReportEvent, { type: Type }>['data'],
  ) => readonly WantedJob[]
}

/** Which event asks for which job. An event that is not here asks for none. */
const rules: Rules = {
  CaptureRequested: ({ captureId, sensor }) => [wanted(captureTraffic, { captureId, sensor })],
  CaptureCompleted: ({ captureId, reportId }) => reportOf(captureId, reportId),
  CaptureFailed: ({ captureId, reportId }) => reportOf(captureId, reportId),
  ReportRequested: ({ reportId, dueAt }) => [
    wanted(produceReport, { reportId, captureId: null }, dueAt),
  ],
  ReportProduced: ({ reportId }) => [wanted(deliverReport, { reportId, delivery: 1 })],
  DeliveryRequested: ({ reportId, attempt }) => [
    wanted(deliverReport, { reportId, delivery: attempt }),
  ],
}

const reportOf = (captureId: string, reportId: string | null): readonly WantedJob[] =>
  reportId === null ? [] : [wanted(produceReport, { reportId, captureId })]

/** The jobs that follow from an event. Pure: the same event, the same jobs with the same ids. */
export const jobsFor = (event: StoredEvent): readonly WantedJob[] => {
  const rule = rules[event.type as keyof Rules] as
    | ((data: unknown) => readonly WantedJob[])
    | undefined
  return rule?.(event.data) ?? []
}

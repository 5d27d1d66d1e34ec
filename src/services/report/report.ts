import { AssertionFailed, unreachable } from '../../base/assert.ts'
import { Failure, type FailureData } from '../../base/failure.ts'
import type { Decider } from '../../events/index.ts'
import type { ReportEvent } from './events.ts'

export type ReportPlan = Extract<ReportEvent, { type: 'ReportRequested' }>['data']

export type ReportCommand =
  | { readonly type: 'RequestReport'; readonly plan: ReportPlan }
  | {
      readonly type: 'RecordReport'
      readonly messageId: string
      readonly size: number
      readonly sha256: string
    }
  | { readonly type: 'RecordDelivery' }
  | { readonly type: 'GiveUpDelivery'; readonly failure: FailureData }
  /** Send it once more, although it was delivered or given up. */
  | { readonly type: 'SendAgain'; readonly reportId: string }

export type Report =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'requested' | 'produced' | 'delivered' | 'failed'
      readonly plan: ReportPlan
      readonly messageId: string
      /** Deliveries asked for: 1 when it is produced, one more each time that somebody asks again. */
      readonly deliveries: number
    }

const decide = (command: ReportCommand, state: Report): readonly ReportEvent[] => {
  if (command.type === 'RequestReport') {
    return state.status === 'unknown' ? [{ type: 'ReportRequested', data: command.plan }] : []
  }
  if (state.status === 'unknown') {
    if (command.type === 'SendAgain') throw new Failure('REPORT_UNKNOWN', { id: command.reportId })
    throw new AssertionFailed(`${command.type} for a report that nobody asked for`)
  }
  const { reportId } = state.plan
  const { messageId } = state
  switch (command.type) {
    case 'RecordReport': {
      if (state.status !== 'requested') return []
      const { size, sha256 } = command
      return [
        {
          type: 'ReportProduced',
          data: { reportId, messageId: command.messageId, size, sha256 },
        },
      ]
    }
    case 'RecordDelivery':
      if (state.status !== 'produced') return []
      return [{ type: 'ReportDelivered', data: { reportId, messageId } }]
    case 'GiveUpDelivery': {
      if (state.status === 'delivered' || state.status === 'failed') return []
      const { code, values } = command.failure
      return [
        { type: 'DeliveryFailed', data: { reportId, failure: { code, values: { ...values } } } },
      ]
    }
    case 'SendAgain':
      if (state.status === 'requested' || state.status === 'produced') return []
      return [{ type: 'DeliveryRequested', data: { reportId, attempt: state.deliveries + 1 } }]
    default:
      return unreachable(command)
  }
}

const evolve = (state: Report, event: ReportEvent): Report => {
  if (event.type === 'ReportRequested') {
    return { status: 'requested', plan: event.data, messageId: '', deliveries: 0 }
  }
  if (state.status === 'unknown') return state
  switch (event.type) {
    case 'ReportProduced':
      return { ...state, status: 'produced', messageId: event.data.messageId, deliveries: 1 }
    case 'ReportDelivered':
      return { ...state, status: 'delivered' }
    case 'DeliveryFailed':
      return { ...state, status: 'failed' }
    case 'DeliveryRequested':
      // One that could never be made is made anew.
      return {
        ...state,
        status: state.messageId === '' ? 'requested' : 'produced',
        deliveries: event.data.attempt,
      }
    default:
      return unreachable(event)
  }
}

export const report: Decider<ReportCommand, Report, ReportEvent> = {
  initial: { status: 'unknown' },
  decide,
  evolve,
}

import { describe, expect, it } from 'vitest'
import type { ReportEvent } from '../../../src/services/report/events.ts'
import { type ReportCommand, report } from '../../../src/services/report/report.ts'
import { given } from '../../support/given-when-then.ts'

const reportId = 'r00000000001'
const messageId = `<report.${reportId}@vigie.internal>`
const plan = {
  reportId,
  scope: { kind: 'newest' as const },
  dueAt: 1_000,
  recipients: ['a00000000001'],
}
const made = { messageId, size: 2_000, sha256: 'b'.repeat(64) }
const failure = { code: 'MAIL_REFUSED' as const, values: { server: 'mx', report: reportId } }

const requested: ReportEvent = { type: 'ReportRequested', data: plan }
const produced: ReportEvent = { type: 'ReportProduced', data: { reportId, ...made } }
const delivered: ReportEvent = { type: 'ReportDelivered', data: { reportId, messageId } }
const gaveUp: ReportEvent = { type: 'DeliveryFailed', data: { reportId, failure } }
const again = (attempt: number): ReportEvent => ({
  type: 'DeliveryRequested',
  data: { reportId, attempt },
})

const request: ReportCommand = { type: 'RequestReport', plan }
const record: ReportCommand = { type: 'RecordReport', ...made }
const recordDelivery: ReportCommand = { type: 'RecordDelivery' }
const giveUp: ReportCommand = { type: 'GiveUpDelivery', failure }
const sendAgain: ReportCommand = { type: 'SendAgain', reportId }

describe('a report that nobody asked for', () => {
  it('is asked for', () => {
    given(report, []).when(request).then([requested])
  })

  it('cannot be sent again', () => {
    given(report, []).when(sendAgain).thenRefused('REPORT_UNKNOWN', { id: reportId })
  })

  it.each([record, recordDelivery, giveUp])('cannot take $type', (command) => {
    given(report, []).when(command).thenAsserts()
  })

  it('stays unknown whatever else its stream says', () => {
    expect(given(report, [produced]).state()).toEqual({ status: 'unknown' })
  })
})

describe('a report that is asked for', () => {
  it('is not asked for twice', () => {
    given(report, [requested]).when(request).thenNothing()
  })

  it('is made', () => {
    given(report, [requested]).when(record).then([produced])
  })

  it('is not delivered before it is made', () => {
    given(report, [requested]).when(recordDelivery).thenNothing()
  })

  it('needs no second sending, because the first is still to come', () => {
    given(report, [requested]).when(sendAgain).thenNothing()
  })

  it('can be given up before it was made', () => {
    given(report, [requested]).when(giveUp).then([gaveUp])
  })
})

describe('a report that is made', () => {
  it('is not made twice: what was sent stays what was kept', () => {
    given(report, [requested, produced]).when(record).thenNothing()
  })

  it('is delivered under the Message-ID that it was made with', () => {
    given(report, [requested, produced]).when(recordDelivery).then([delivered])
  })

  it('is given up', () => {
    given(report, [requested, produced]).when(giveUp).then([gaveUp])
  })

  it('needs no second sending, because the first is still to come', () => {
    given(report, [requested, produced]).when(sendAgain).thenNothing()
  })
})

describe.each([
  ['delivered', [requested, produced, delivered]],
  ['given up', [requested, produced, gaveUp]],
] as const)('a report that is %s', (_, past) => {
  it.each([request, record, recordDelivery, giveUp])('takes a late $type as done', (command) => {
    given(report, past).when(command).thenNothing()
  })

  it('is sent again under a new attempt, once for each time that somebody asks', () => {
    given(report, past)
      .when(sendAgain)
      .then([again(2)])
    given(report, [...past, again(2)])
      .when(sendAgain)
      .thenNothing()
    given(report, [...past, again(2), delivered])
      .when(sendAgain)
      .then([again(3)])
  })

  it('is delivered again as it was made', () => {
    given(report, [...past, again(2)])
      .when(record)
      .thenNothing()
    given(report, [...past, again(2)])
      .when(recordDelivery)
      .then([delivered])
  })
})

describe('a report that could never be made', () => {
  const past = [requested, gaveUp, again(1)]

  it('is made anew when it is asked for again', () => {
    given(report, [requested, gaveUp])
      .when(sendAgain)
      .then([again(1)])
    given(report, past).when(record).then([produced])
    given(report, [...past, produced])
      .when(recordDelivery)
      .then([delivered])
  })

  it('is not delivered before that', () => {
    given(report, past).when(recordDelivery).thenNothing()
  })
})

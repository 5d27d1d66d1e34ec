import { createHash } from 'node:crypto'
import type { Clock } from '../../base/clock.ts'
import { Failure } from '../../base/failure.ts'
import type { Log } from '../../base/log.ts'
import type { Language } from '../../base/text.ts'
import type { Database } from '../../db/database.ts'
import { untilDatabaseAnswers } from '../../db/database-patience.ts'
import {
  type CommandContext,
  type CommandRunner,
  type LogReader,
  workerCommand,
} from '../../events/index.ts'
import { capture, captureStream } from '../capture/index.ts'
import { type OutboundSettings, recallAddresses, sendMessage } from '../mail/index.ts'
import { reportStream } from './events.ts'
import { type Report, type ReportCommand, type ReportPlan, report } from './report.ts'
import { composeReport } from './report-content.ts'
import { readFigures } from './report-figures.ts'
import { renderHtml } from './report-html.ts'
import { composeMessage } from './report-message.ts'
import { renderText } from './report-text.ts'
import { findReport } from './report-view.ts'

export type ReportSettings = {
  /** What the reports call this network. */
  readonly name: string
  readonly language: Language
  readonly timeZone: string
  readonly outbound: OutboundSettings
}

type Dependencies = {
  readonly db: Database
  readonly reader: LogReader
  readonly commands: CommandRunner
  readonly clock: Clock
  readonly log: Log
  /** Waits until the tables that are read show the log up to `position`; throws where they do not. */
  readonly caughtUp: (position: number) => Promise<void>
  readonly settings: ReportSettings
}

/** What was rendered and kept. */
export type ReportForms = { readonly text: string; readonly html: string; readonly message: Buffer }

/** Use cases of reports: ask for one, make it, send it. Every step may be repeated. */
export class ReportService {
  readonly #deps: Dependencies

  constructor(dependencies: Dependencies) {
    this.#deps = dependencies
  }

  /** Records that a report is wanted. Returns the position of the event. */
  async request(plan: ReportPlan, context: CommandContext): Promise<number> {
    return (await this.#handle(plan.reportId, { type: 'RequestReport', plan }, context)).position
  }

  /** Asks for one more delivery. Throws REPORT_UNKNOWN or REPORT_NOT_KEPT. */
  async sendAgain(reportId: string, context: CommandContext): Promise<number> {
    if ((await this.#load(reportId)).messageId !== '') await this.forms(reportId)
    const command: ReportCommand = { type: 'SendAgain', reportId }
    return (await this.#handle(reportId, command, context)).position
  }

  /**
   * Makes the report of a capture that has ended, as its request said. The capture's request stands for the report's, so that asking for
   * both was one event.
   */
  async produceForCapture(captureId: string, jobKey: string): Promise<void> {
    const state = await this.#deps.commands.load(capture, captureStream(captureId))
    if (state.status === 'unknown') throw new Failure('CAPTURE_UNKNOWN', { id: captureId })
    const wanted = state.status === 'imported' ? null : state.plan.report
    if (wanted === null) return
    const plan: ReportPlan = {
      ...wanted,
      scope: { kind: 'capture', captureId },
      dueAt: this.#deps.clock.now(),
    }
    await this.request(plan, this.#context(jobKey, 'RequestReport'))
    await this.produce(wanted.reportId, jobKey)
  }

  /** Reads the figures, renders every form of them, and keeps the forms and the event in one transaction. */
  async produce(reportId: string, jobKey: string): Promise<void> {
    const state = await this.#load(reportId)
    if (state.status !== 'requested') return
    const { db, reader, clock, settings } = this.#deps
    await this.#deps.caughtUp(await reader.headPosition())
    const figures = await readFigures(db, reader, reportId, state.plan, clock.now())
    const content = composeReport(figures, settings)
    const text = renderText(content)
    const html = renderHtml(content)
    const messageId = `<report.${reportId}@${settings.outbound.domain}>`
    const message = await composeMessage({
      reportId,
      messageId,
      from: `Vigie <${settings.outbound.sender}>`,
      recipients: await recallAddresses(db, state.plan.recipients),
      subject: content.subject,
      text,
      html,
      date: figures.producedAt,
    })
    const forms = { figures: JSON.stringify(figures), text, html, message }
    const command: ReportCommand = {
      type: 'RecordReport',
      messageId,
      size: message.length,
      sha256: createHash('sha256').update(message).digest('hex'),
    }
    const context = this.#context(jobKey, `RecordReport/${state.deliveries}`)
    await this.#handle(reportId, command, context, async (rows) => {
      await rows
        .insertInto('report_forms')
        .values({ report_id: reportId, ...forms })
        .onDuplicateKeyUpdate(forms)
        .execute()
    })
  }

  /**
   * Sends what was rendered, then records it: a database that goes away in between is waited for, until `signal` aborts. Killed between the
   * two, it is sent again, with the same bytes and the same Message-ID. Throws MAIL_REFUSED or MAIL_DEFERRED.
   */
  async deliver(reportId: string, jobKey: string, signal: AbortSignal): Promise<void> {
    const state = await this.#load(reportId)
    if (state.status === 'requested') return this.produce(reportId, jobKey) // its event queues the delivery
    if (state.status !== 'produced') return
    const { db, log, settings } = this.#deps
    const { message } = await this.forms(reportId)
    const recipients = await recallAddresses(db, state.plan.recipients)
    await sendMessage({ reportId, recipients, source: message }, settings.outbound)
    const context = this.#context(jobKey, `RecordDelivery/${state.deliveries}`)
    const record = () => this.#handle(reportId, { type: 'RecordDelivery' }, context)
    await untilDatabaseAnswers(`the delivery of report ${reportId}`, record, log, signal)
  }

  /** Records that a report cannot be made or delivered, after the last attempt. */
  async giveUp(reportId: string, failure: Failure, jobKey: string): Promise<void> {
    const state = await this.#load(reportId)
    const command: ReportCommand = { type: 'GiveUpDelivery', failure: failure.toData() }
    await this.#handle(reportId, command, this.#context(jobKey, `GiveUp/${state.deliveries}`))
  }

  /** The forms of a report that was made. Throws REPORT_UNKNOWN, or REPORT_NOT_KEPT where it is too long ago. */
  async forms(reportId: string): Promise<ReportForms> {
    const row = await this.#deps.db
      .selectFrom('report_forms')
      .select(['text', 'html', 'message'])
      .where('report_id', '=', reportId)
      .executeTakeFirst()
    if (row !== undefined) return row
    const { producedAt } = await findReport(this.#deps.db, reportId)
    throw new Failure(producedAt === null ? 'REPORT_UNKNOWN' : 'REPORT_NOT_KEPT', { id: reportId })
  }

  async #load(reportId: string): Promise<Exclude<Report, { status: 'unknown' }>> {
    const state = await this.#deps.commands.load(report, reportStream(reportId))
    if (state.status === 'unknown') throw new Failure('REPORT_UNKNOWN', { id: reportId })
    return state
  }

  #context(jobKey: string, step: string): CommandContext {
    return workerCommand(jobKey, step, this.#deps.clock.now())
  }

  #handle(
    reportId: string,
    command: ReportCommand,
    context: CommandContext,
    rows?: (db: Database) => Promise<void>,
  ) {
    return this.#deps.commands.handle(report, reportStream(reportId), command, context, rows)
  }
}

import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/base/clock.ts'
import { Failure } from '../../../src/base/failure.ts'
import { newId } from '../../../src/base/ids.ts'
import {
  findMessage,
  listMessages,
  type MailServer,
  rememberAddress,
  startMailServer,
} from '../../../src/services/mail/index.ts'
import { ReportService, startScheduledWork } from '../../../src/services/report/index.ts'
import { startRelay } from '../../support/relay.ts'
import { log, type OpenVigie, openVigie } from '../../workers/open-vigie.ts'
import { planOf } from '../capture/captures.ts'

let vigie: OpenVigie
let server: MailServer
let recipient: string
/** Shifts the clock, so that a second making of a report would differ from the first. */
let now = Date.UTC(2026, 5, 1, 7)
beforeAll(async () => {
  vigie = await openVigie({ clock: { now: () => now++ } })
  const settings = { host: '127.0.0.1', port: 0, domain: 'vigie.internal' }
  server = await startMailServer(settings, vigie.appender, systemClock, log)
  vigie.outbound.localPort = server.port
  recipient = await rememberAddress(vigie.db, 'admin@vigie.internal')
})
afterEach(() => {
  vigie.outbound.localPort = server.port
})
afterAll(async () => {
  await server.close()
  await vigie.close()
})

const never = new AbortController().signal
const context = (commandId: string) => ({ commandId, actor: 'local:0', now })
const request = async (): Promise<string> => {
  const reportId = newId()
  const plan = { reportId, scope: { kind: 'newest' }, dueAt: now, recipients: [recipient] } as const
  await vigie.reports.request({ ...plan, recipients: [recipient] }, context(`ask/${reportId}`))
  return reportId
}
const produceKey = (reportId: string) => `report/produce-report_${reportId}`
const deliverKey = (reportId: string, delivery = 1) =>
  `delivery/deliver-report_${reportId}_${delivery}`
const typesOf = async (reportId: string) =>
  (await vigie.reader.readStream(`report-${reportId}`)).map(({ type }) => type)
/** The messages in the mailbox that carry this report. */
const received = async (reportId: string) => {
  const rows = await listMessages(vigie.db, 'admin', 1_000)
  const all = await Promise.all(rows.map(({ id }) => findMessage(vigie.db, 'admin', id)))
  return all.filter(({ source }) => source.includes(`report.${reportId}@`))
}

describe('a report', () => {
  it('is made once and sent once, however often its jobs run', async () => {
    const reportId = await request()
    await vigie.reports.produce(reportId, produceKey(reportId))
    const { message } = await vigie.reports.forms(reportId)
    await Promise.all([1, 2, 3].map(() => vigie.reports.produce(reportId, produceKey(reportId))))
    expect((await vigie.reports.forms(reportId)).message.equals(message)).toBe(true)
    await vigie.reports.deliver(reportId, deliverKey(reportId), never)
    await vigie.reports.deliver(reportId, deliverKey(reportId), never)
    expect(await typesOf(reportId)).toEqual([
      'ReportRequested',
      'ReportProduced',
      'ReportDelivered',
    ])
    expect(await received(reportId)).toHaveLength(1)
  })

  it('is kept as the one that its event names when two workers make it at the same time', async () => {
    const reportId = await request()
    await Promise.all([1, 2, 3].map(() => vigie.reports.produce(reportId, produceKey(reportId))))
    const produced = (await vigie.reader.readStream(`report-${reportId}`))[1]
    const { message } = await vigie.reports.forms(reportId)
    expect(produced?.data['sha256']).toBe(createHash('sha256').update(message).digest('hex'))
    expect(await typesOf(reportId)).toEqual(['ReportRequested', 'ReportProduced'])
  })

  it('arrives as the bytes that were sealed, with its Message-ID', async () => {
    const reportId = await request()
    await vigie.reports.deliver(reportId, deliverKey(reportId), never) // not made yet: it is made first
    await vigie.reports.deliver(reportId, deliverKey(reportId), never)
    const [message] = await received(reportId)
    const produced = (await vigie.reader.readStream(`report-${reportId}`))[1]
    expect(String(message?.source)).toContain(`Message-ID: ${produced?.data['messageId']}`)
    const sha256 = createHash('sha256')
      .update(message?.source ?? '')
      .digest('hex')
    expect(sha256).toBe(produced?.data['sha256'])
    expect(message?.text.replaceAll('\r\n', '\n').trim()).toBe(
      (await vigie.reports.forms(reportId)).text.trim(),
    )
  })

  it('lies in the mailbox once although the sender died between sending and recording', async () => {
    const reportId = await request()
    await vigie.reports.produce(reportId, produceKey(reportId))
    const dying = new ReportService({
      ...vigie,
      caughtUp: async () => {},
      commands: Object.create(vigie.commands, {
        load: { value: vigie.commands.load.bind(vigie.commands) },
        handle: { value: () => Promise.reject(new Error('killed')) },
      }),
      settings: { name: 'test', language: 'en', timeZone: 'UTC', outbound: vigie.outbound },
    })
    await expect(dying.deliver(reportId, deliverKey(reportId), never)).rejects.toThrow('killed')
    expect(await received(reportId)).toHaveLength(1)
    await vigie.reports.deliver(reportId, deliverKey(reportId), never)
    expect(await received(reportId)).toHaveLength(1)
    expect((await typesOf(reportId)).at(-1)).toBe('ReportDelivered')
  })

  it('is not sent again where the database goes away before its delivery is recorded', async () => {
    const relay = await startRelay()
    const foreign = await rememberAddress(vigie.db, 'a@b.example')
    const reportId = newId()
    const plan = { reportId, scope: { kind: 'newest' }, dueAt: now, recipients: [foreign] } as const
    await vigie.reports.request({ ...plan, recipients: [foreign] }, context(`ask/${reportId}`))
    await vigie.reports.produce(reportId, produceKey(reportId))
    const handle = vigie.commands.handle.bind(vigie.commands)
    let absences = 1
    const patient = new ReportService({
      ...vigie,
      caughtUp: async () => {},
      commands: Object.create(vigie.commands, {
        load: { value: vigie.commands.load.bind(vigie.commands) },
        handle: {
          value: (...command: Parameters<typeof handle>) =>
            absences-- > 0
              ? Promise.reject(new Failure('DATABASE_AWAY', { address: 'x', reason: 'y' }))
              : handle(...command),
        },
      }),
      settings: {
        name: 'test',
        language: 'en',
        timeZone: 'UTC',
        outbound: { ...vigie.outbound, relayUrl: relay.url },
      },
    })
    await patient.deliver(reportId, deliverKey(reportId), never)
    expect(relay.taken).toHaveLength(1)
    expect((await typesOf(reportId)).at(-1)).toBe('ReportDelivered')
    await relay.close()
  })

  it('stays open while the mail server is away, and is delivered afterwards', async () => {
    const reportId = await request()
    await vigie.reports.produce(reportId, produceKey(reportId))
    vigie.outbound.localPort = 1
    const sending = vigie.reports.deliver(reportId, deliverKey(reportId), never)
    await expect(sending).rejects.toMatchObject({ code: 'MAIL_DEFERRED' })
    expect((await typesOf(reportId)).at(-1)).toBe('ReportProduced')
    vigie.outbound.localPort = server.port
    await vigie.reports.deliver(reportId, deliverKey(reportId), never)
    expect((await typesOf(reportId)).at(-1)).toBe('ReportDelivered')
  })

  it('that was given up can be sent again, as the same bytes', async () => {
    const reportId = await request()
    await vigie.reports.produce(reportId, produceKey(reportId))
    vigie.outbound.localPort = 1
    const failure = await vigie.reports
      .deliver(reportId, deliverKey(reportId), never)
      .catch((thrown) => thrown)
    await vigie.reports.giveUp(reportId, failure, deliverKey(reportId))
    await vigie.reports.giveUp(reportId, failure, deliverKey(reportId))
    vigie.outbound.localPort = server.port
    await vigie.reports.sendAgain(reportId, context(`again/${reportId}`))
    await vigie.reports.sendAgain(reportId, context(`impatient/${reportId}`)) // on its way already
    await vigie.reports.deliver(reportId, deliverKey(reportId, 2), never)
    expect((await typesOf(reportId)).slice(2)).toEqual([
      'DeliveryFailed',
      'DeliveryRequested',
      'ReportDelivered',
    ])
    expect(await received(reportId)).toHaveLength(1)
  })

  it('that nobody asked for is unknown', async () => {
    const unknown = { code: 'REPORT_UNKNOWN', exitStatus: 2 }
    const id = newId()
    await expect(vigie.reports.forms(id)).rejects.toMatchObject(unknown)
    await expect(vigie.reports.deliver(id, 'k', never)).rejects.toMatchObject(unknown)
    await expect(vigie.reports.sendAgain(id, context('k'))).rejects.toMatchObject(unknown)
  })

  it('of a capture is asked for and made once, however often the job runs', async () => {
    const reportId = newId()
    const plan = planOf({ report: { reportId, recipients: [recipient] } })
    await vigie.captures.request(plan, context(`capture/${plan.captureId}`))
    await vigie.settled()
    const produce = () => vigie.reports.produceForCapture(plan.captureId, produceKey(reportId))
    await Promise.all([produce(), produce()])
    await produce()
    expect(await typesOf(reportId)).toEqual(['ReportRequested', 'ReportProduced'])
  })
})

describe('scheduled work', () => {
  const add = async (name: string) => {
    const capture = {
      sensor: 'local',
      interface: 'lo',
      driver: 'ring',
      filter: '',
      seconds: 1,
    } as const
    const timing = { kind: 'every', seconds: 60 } as const
    const plan = { timing, capture, report: 'capture' as const, recipients: [recipient] }
    const { id } = await vigie.schedules.add(name, plan, context(`add/${name}`))
    await vigie.settled()
    return id
  }

  it('starts one capture for each date that is due, although the job runs again', async () => {
    const id = await add('minutely')
    const start = () => startScheduledWork(vigie, id, false, `schedule:${id}`)
    expect(await start()).toEqual({ captureId: null, reportId: null }) // nothing is due yet
    now += 60_000
    const first = await start()
    expect(first.captureId).not.toBeNull()
    expect(await start()).toEqual(first)
    expect(await Promise.all([start(), start()])).toEqual([first, first])
    now += 300_000 // Vigie was down: five dates passed
    const second = await start()
    expect(second.captureId).not.toBe(first.captureId)
    expect(await start()).toEqual(second)
    const runs = (await vigie.reader.readStream(`schedule-${id}`)).slice(1)
    expect(runs.map(({ data }) => data['missed'])).toEqual([0, 4])
    for (const { captureId } of [first, second]) {
      expect(await vigie.reader.readStream(`capture-${captureId}`)).toHaveLength(1)
    }
  })

  it('starts what a crash kept it from starting', async () => {
    const id = await add('crashed')
    now += 60_000
    // Recorded as run; the process ended before the capture was asked for.
    await vigie.schedules.run(id, false, context(`crash/${id}`))
    const { captureId } = await startScheduledWork(vigie, id, false, `schedule:${id}`)
    expect(await vigie.reader.readStream(`capture-${captureId}`)).toHaveLength(1)
  })

  it('starts nothing for a schedule that was removed', async () => {
    const id = await add('removed')
    await vigie.schedules.remove('removed', context(`remove/${id}`))
    now += 60_000
    const work = await startScheduledWork(vigie, id, false, `schedule:${id}`)
    expect(work).toEqual({ captureId: null, reportId: null })
  })

  it('is added once when the same request comes again', async () => {
    const timing = { kind: 'every', seconds: 60 } as const
    const plan = { timing, capture: null, report: 'newest' as const, recipients: [] }
    const same = context('add/same')
    const [first, second] = await Promise.all([
      vigie.schedules.add('same', plan, same),
      vigie.schedules.add('same', plan, same),
    ])
    await vigie.settled()
    const third = await vigie.schedules.add('same', plan, same)
    expect([second.id, third.id]).toEqual([first.id, first.id])
    await expect(vigie.schedules.add('same', plan, context('another'))).rejects.toMatchObject({
      code: 'SCHEDULE_EXISTS',
    })
  })
})

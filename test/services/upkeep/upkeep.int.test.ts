import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { newId } from '../../../src/base/ids.ts'
import { dropOldRows, wanted } from '../../../src/jobs/index.ts'
import { openWork } from '../../../src/open-work.ts'
import { keepMessage } from '../../../src/services/mail/mailbox.ts'
import { readFigures } from '../../../src/services/report/report-figures.ts'
import {
  ensurePartitions,
  keptAfter,
  trafficKeptSince,
  writeIntervals,
} from '../../../src/services/traffic/index.ts'
import { trafficTables } from '../../../src/services/traffic/store/traffic-store.ts'
import { UpkeepService } from '../../../src/services/upkeep/index.ts'
import { type RealMysql, startRealMysql } from '../../support/real-mysql.ts'
import { type OpenVigie, openVigie } from '../../workers/open-vigie.ts'
import { requestCapture } from '../capture/captures.ts'
import { intervalOf } from '../traffic/intervals.ts'

const DAY_MS = 86_400_000
const START = Date.UTC(2026, 0, 1)
const DAYS = 12
const KEEP = { totals: 10, details: 3, reports: 5, messages: 5 }

let realMysql: RealMysql | undefined
afterAll(() => realMysql?.stop())

describe.each(['MariaDB', 'MySQL'] as const)('what is too old, on %s', (server) => {
  let now = START
  let vigie: OpenVigie
  const captureId = newId()
  beforeAll(async () => {
    if (server === 'MySQL') realMysql = await startRealMysql()
    vigie = await openVigie({
      server: realMysql?.connection ?? inject('mysql'),
      clock: { now: () => now },
      keep: KEEP,
    })
    // The first and the last millisecond of each day.
    for (let day = 0; day < DAYS; day++) {
      now = START + day * DAY_MS
      await ensurePartitions(vigie.db, now)
      const last = now + DAY_MS - 1
      await writeIntervals(vigie.db, { captureId, segment: 1 }, [
        intervalOf(2 * day, now),
        intervalOf(2 * day + 1, last, { endedAt: last }),
      ])
    }
  }, 300_000)
  afterAll(() => vigie.close())

  const daysIn = async (table: (typeof trafficTables)[number]) => {
    const rows = await vigie.db
      .selectFrom(table)
      .select(sql<string>`DATE_FORMAT(kept_from, '%Y-%m-%d')`.as('day'))
      .distinct()
      .orderBy('day')
      .execute()
    return rows.map(({ day }) => day)
  }
  const dropped = async () =>
    (await vigie.reader.readLast(1_000))
      .filter(({ type }) => type === 'RowsDropped')
      .map(({ data }) => data as { kind: string; before: string; count: number })
  const due = async () =>
    (await openWork(vigie.db, vigie.clock, vigie.upkeep).jobs()).map(({ id }) => id)
  const another = () => {
    const { db, appender, clock, log } = vigie
    return new UpkeepService({ db, appender, clock, log, keep: KEEP })
  }

  it('is not due as long as its last moment is not old enough by a millisecond', async () => {
    now = START + 4 * DAY_MS - 1 // the first day ended three days ago, but for 1 ms
    expect(await due()).toEqual([])
    now += 1
    expect(await due()).toEqual([wanted(dropOldRows, { day: '2026-01-05' }).id])
  })

  it('is dropped to the day, each kind by its own, by two at once, and said once', async () => {
    await Promise.all(
      [another().dropOldRows(), another().dropOldRows()].map((run) => run.catch(String)),
    )
    await another().dropOldRows() // whichever stood in the other's way is tried again
    expect((await daysIn('traffic_protocols'))[0]).toBe('2026-01-02')
    expect((await daysIn('traffic_conversations'))[0]).toBe('2026-01-02')
    expect((await daysIn('traffic_intervals'))[0]).toBe('2026-01-01')
    expect(await dropped()).toEqual([
      { kind: 'details', before: '2026-01-02', count: expect.any(Number) },
    ])
    expect(await due()).toEqual([])
    expect(await due()).toEqual([])
  })

  it('is still due after a run that was cut short between its event and its deed', async () => {
    now = START + 5 * DAY_MS
    await vigie.appender.append({
      stream: 'upkeep-2026-01-06',
      expected: 'any',
      events: [{ type: 'RowsDropped', data: { kind: 'details', before: '2026-01-03', count: 1 } }],
      commandId: 'upkeep/2026-01-06/details/2026-01-03',
      actor: 'worker',
      now,
    })
    expect(await due()).toHaveLength(1)
    await vigie.upkeep.dropOldRows()
    expect((await daysIn('traffic_devices'))[0]).toBe('2026-01-03')
    expect((await dropped()).filter(({ before }) => before === '2026-01-03')).toHaveLength(1)
    expect(await due()).toEqual([])
  })

  it('waits for who reads, but not for long, and goes when it is tried again', async () => {
    now = START + 6 * DAY_MS
    await vigie.db.transaction().execute(async (reading) => {
      await reading.selectFrom('traffic_protocols').select('number').limit(1).execute()
      await expect(vigie.upkeep.dropOldRows()).rejects.toMatchObject({
        code: 'ER_LOCK_WAIT_TIMEOUT',
      })
    })
    await vigie.upkeep.dropOldRows()
    expect((await daysIn('traffic_protocols'))[0]).toBe('2026-01-04')
  })

  it('is said by a report and a capture that reach back to it, and by no other', async () => {
    const since = await trafficKeptSince(vigie.db)
    expect(since).toEqual({ totals: null, details: START + 3 * DAY_MS })
    expect(keptAfter(since, START + 3 * DAY_MS)).toEqual({ totals: null, details: null })
    const window = (from: number) =>
      readFigures(
        vigie.db,
        vigie.reader,
        newId(),
        { scope: { kind: 'window', from, to: now } },
        now,
      )
    expect((await window(START)).keptSince.details).toBe(START + 3 * DAY_MS)
    expect((await window(now - DAY_MS)).keptSince.details).toBeNull()
  })

  it('never takes the newest partitions along, whatever the clock says', async () => {
    now = START + 40 * 365 * DAY_MS
    await vigie.upkeep.dropOldRows()
    for (const table of trafficTables) {
      await ensurePartitions(vigie.db, now)
      expect(await daysIn(table)).toEqual([])
    }
    await writeIntervals(vigie.db, { captureId, segment: 2 }, [intervalOf(0, now)])
    expect((await trafficKeptSince(vigie.db)).totals).not.toBeNull()
  })

  it('takes old mail along and the text of old reports, but not their line', async () => {
    const mail = (text: string) =>
      keepMessage(vigie.appender, {
        mailbox: 'admin',
        envelopeFrom: 'a@example.org',
        source: Buffer.from(`Subject: ${text}\r\n\r\n${text}\r\n`),
        now,
      })
    await requestCapture(vigie)
    const reportId = newId()
    const open = newId()
    for (const id of [reportId, open]) {
      const plan = { reportId: id, scope: { kind: 'newest' as const }, dueAt: now, recipients: [] }
      await vigie.reports.request(plan, { commandId: `request/${id}`, actor: 'test', now })
      await vigie.reports.produce(id, `job/${id}`)
    }
    await vigie.reports.deliver(reportId, 'job', new AbortController().signal).catch(() => {})
    await mail('old')
    const old = now
    now += KEEP.messages * DAY_MS
    await mail('young')
    await vigie.settled()
    await vigie.upkeep.dropOldRows() // days of traffic at most
    expect(await vigie.db.selectFrom('messages').select('subject').execute()).toHaveLength(2)
    expect((await vigie.reports.forms(reportId)).text).not.toBe('')
    now = old + (KEEP.messages + 1) * DAY_MS
    expect(await vigie.upkeep.dueDay()).toBeDefined()
    await vigie.upkeep.dropOldRows()
    const messages = await vigie.db.selectFrom('messages').select('subject').execute()
    expect(messages).toEqual([{ subject: 'young' }])
    await expect(vigie.reports.forms(reportId)).rejects.toMatchObject({ code: 'REPORT_NOT_KEPT' })
    const again = { commandId: 'again', actor: 'test', now }
    await expect(vigie.reports.sendAgain(reportId, again)).rejects.toMatchObject({
      code: 'REPORT_NOT_KEPT',
    })
    await expect(vigie.reports.forms(newId())).rejects.toMatchObject({ code: 'REPORT_UNKNOWN' })
    expect((await vigie.reports.forms(open)).text).not.toBe('') // it is still to be delivered
    expect(await vigie.upkeep.dueDay()).toBeUndefined()
  })
})

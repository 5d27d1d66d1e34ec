import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { captureOf, endedCapture, eventsOf, reportIn } from '../support/daemon-view.ts'
import { type Datagrams, openDatagrams } from '../support/datagrams.ts'
import { type RealMysql, startRealMysql } from '../support/real-mysql.ts'
import { startTestStack, type TestStack } from '../support/stack.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { until } from '../support/until.ts'
import { startVigie, type Vigie } from '../support/vigie.ts'

const SENT = 50
/** A sensor that is started again may take as long as it likes. */
const LONG_SECONDS = '3600'

/** A Vigie whose servers are somebody else's: a MySQL of Oracle's make and a Redis elsewhere. */
describe('a Vigie on a MySQL and a Redis that it does not run', () => {
  let mysql: RealMysql
  let database: TestDatabase
  let redis: TestStack
  let datagrams: Datagrams
  let vigie: Vigie
  let environment: Readonly<Record<string, string>>

  beforeAll(async () => {
    mysql = await startRealMysql()
    database = await createTestDatabase(mysql.connection)
    redis = await startTestStack()
    datagrams = await openDatagrams()
    const socket = encodeURIComponent(mysql.connection.socketPath ?? '')
    environment = {
      VIGIE_MYSQL_URL: `mysql://root@localhost/${database.name}?socketPath=${socket}`,
      VIGIE_REDIS_URL: `unix://${redis.stack.redis.path}`,
    }
    vigie = await startVigie({ environment })
  }, 300_000)

  afterAll(async () => {
    await vigie?.cleanUp()
    datagrams?.close()
    await redis?.cleanUp()
    await mysql?.stop()
  })

  it('captures, keeps the exact figures, and mails the report', async () => {
    const { filter, burst } = datagrams
    const args = ['capture', '5', '--interface', 'lo', '--filter', filter, '--mail', '--json']
    const asked = (await vigie.cli(...args)).json()
    const id = String(asked['id'])
    await until(
      'the capture runs',
      async () => (await captureOf(vigie.home, id)).state === 'running',
    )
    await burst(SENT)
    const ended = await endedCapture(vigie.home, id)
    expect(ended).toMatchObject({ state: 'completed', failure: null })
    expect(ended.traffic.totals.packets).toBe(SENT)
    const report = await reportIn(vigie.home, String(asked['reportId']), 'delivered')
    expect(report.text).toContain(filter)
  })

  it('adds up a window of several captures for a recurring report', async () => {
    const add = ['schedule', 'add', 'weekly', '--cron', '0 7 * * 1', '--report']
    expect(await vigie.cli(...add)).toMatchObject({ status: 0 })
    const capture = ['capture', '1', '--interface', 'lo', '--filter', datagrams.filter, '--wait']
    expect(await vigie.cli(...capture)).toMatchObject({ status: 0 })
    const ran = (await vigie.cli('schedule', 'run', 'weekly', '--json')).json()
    const report = await reportIn(vigie.home, String(ran['reportId']), 'delivered')
    expect(report.text).toMatch(/\d s \/ 1 s/)
  })

  it('sends a capture to the sensor that it names, and goes on with it when that sensor is up again', async () => {
    const lab2 = { roles: ['capture'], environment: { ...environment, VIGIE_SENSOR: 'lab2' } }
    const args = ['--sensor', 'lab2', '--interface', 'lo', '--filter', datagrams.filter, '--json']
    expect((await vigie.cli('capture', '2', ...args)).json()).toMatchObject({
      failure: { code: 'SENSOR_UNKNOWN' },
    })
    let sensor = await startVigie(lab2)
    const id = String((await vigie.cli('capture', LONG_SECONDS, ...args)).json()['id'])
    await until('it runs', async () => (await captureOf(vigie.home, id)).state === 'running')
    await datagrams.burst(SENT)
    await until(
      'it counts',
      async () => (await captureOf(vigie.home, id)).traffic.totals.packets > 0,
    )
    await sensor.cleanUp()
    sensor = await startVigie(lab2)
    await until('it goes on', async () => {
      const types = (await eventsOf(vigie.home, id)).map(({ type }) => type)
      return types.filter((type) => type === 'SegmentOpened').length === 2
    })
    expect(await vigie.cli('capture', 'stop', id)).toMatchObject({ status: 0 })
    const ended = await endedCapture(vigie.home, id)
    await sensor.cleanUp()
    expect(ended).toMatchObject({ state: 'stopped', sensor: 'lab2', failure: null })
    expect(ended.traffic.totals.packets).toBe(SENT)
    const { stdout } = await vigie.cli('events', '--stream', `capture-${id}`, '--limit', '20')
    expect(stdout).toContain('reason=shutdown')
    expect(stdout).toContain('segment=2')
  })

  it('runs no server of its own', async () => {
    const status = (await vigie.cli('status', '--json')).json() as {
      readonly servers: readonly { readonly own: boolean; readonly state: string }[]
    }
    expect(status.servers.map(({ own, state }) => ({ own, state }))).toEqual([
      { own: false, state: 'elsewhere' },
      { own: false, state: 'elsewhere' },
    ])
  })
})

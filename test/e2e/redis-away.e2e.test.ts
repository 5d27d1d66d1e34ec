import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listReports } from '../../src/web/api/reports.ts'
import { expectSuccess } from '../support/answers.ts'
import { clientOf, reportIn, serverOf, serverPid } from '../support/daemon-view.ts'
import { disturbedCapture, expectUndisturbed } from '../support/disturbed-capture.ts'
import { until } from '../support/until.ts'
import { startVigie, type Vigie } from '../support/vigie.ts'

describe('Redis goes away', () => {
  let vigie: Vigie

  beforeAll(async () => {
    vigie = await startVigie()
  })
  afterAll(() => vigie?.cleanUp())

  const flush = async () => {
    const redis = new Redis({ path: (await serverOf(vigie.home, 'redis')).address })
    try {
      await redis.flushall()
    } finally {
      redis.disconnect()
    }
  }

  test('killed in the middle of a capture, nothing is lost or done twice', async () => {
    const disturbed = await disturbedCapture(vigie, 4, { before: 30, after: 40 }, async () => {
      process.kill(await serverPid(vigie.home, 'redis'), 'SIGKILL')
    })
    await expectUndisturbed(vigie, disturbed, 70)
    expect((await serverOf(vigie.home, 'redis')).restarts).toBeGreaterThan(0)
  })

  test('emptied in the middle of a capture, nothing is lost or done twice', async () => {
    const disturbed = await disturbedCapture(vigie, 4, { before: 20, after: 60 }, flush)
    await expectUndisturbed(vigie, disturbed, 80)
  })

  test('emptied between two captures, the next one runs', async () => {
    await flush()
    const disturbed = await disturbedCapture(vigie, 1, { before: 10, after: 0 }, () => {})
    await expectUndisturbed(vigie, disturbed, 10)
  })

  test('a command that is given while it restarts is carried out', async () => {
    process.kill(await serverPid(vigie.home, 'redis'), 'SIGKILL')
    const answer = await vigie.cli('capture', '1', '-i', 'lo', '--wait', '--json')
    expectSuccess(answer)
    expect(answer.json()).toMatchObject({ state: 'completed' })
  })

  test('emptied, a schedule still fires, and a mail that was asked for still goes out', async () => {
    expectSuccess(await vigie.cli('mail', '1', '--every', '2'))
    const reports = async () =>
      (await clientOf(vigie.home)(listReports, { query: { limit: 100 } })).reports.filter(
        ({ state }) => state === 'delivered',
      ).length
    const before = await reports()
    await until('it fired once', async () => (await reports()) > before)
    const asked = await vigie.cli('mail', '3', '--json')
    await flush()
    const then = await reports()
    await reportIn(vigie.home, String(asked.json()['id']), 'delivered')
    await until('it fires again, and again', async () => (await reports()) >= then + 2)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectFailure, expectJsonFailure, expectSuccess } from '../support/answers.ts'
import { logPosition, serverOf, serverPid } from '../support/daemon-view.ts'
import { disturbedCapture, expectUndisturbed } from '../support/disturbed-capture.ts'
import { sleep, until } from '../support/until.ts'
import { type Answer, startVigie, type Vigie } from '../support/vigie.ts'

const FROZEN_MS = 5_000
const RESTARTS_BEFORE_LONG_PAUSE = 4

describe('the database goes away in the middle of a capture', () => {
  let vigie: Vigie

  beforeAll(async () => {
    vigie = await startVigie()
  })
  afterAll(() => vigie?.cleanUp())

  const kill = async () => {
    process.kill(await serverPid(vigie.home, 'mysql'), 'SIGKILL')
  }

  test('killed, nothing is lost and the report is mailed once', async () => {
    const disturbed = await disturbedCapture(vigie, 4, { before: 30, after: 40 }, kill)
    await expectUndisturbed(vigie, disturbed, 70)
    expect((await serverOf(vigie.home, 'mysql')).restarts).toBeGreaterThan(0)
  })

  test('killed at the planned end, nothing is lost', async () => {
    const disturbed = await disturbedCapture(vigie, 3, { before: 20, after: 0 }, async () => {
      await sleep(2_500)
      await kill()
    })
    await expectUndisturbed(vigie, disturbed, 20)
  })

  test('frozen for five seconds, nothing is lost, and a command waits for it', async () => {
    const pid = await serverPid(vigie.home, 'mysql')
    const thaw = () => process.kill(pid, 'SIGCONT')
    let asked: Promise<Answer> | undefined
    const disturbed = await disturbedCapture(vigie, 6, { before: 25, after: 35 }, () => {
      process.kill(pid, 'SIGSTOP')
      setTimeout(thaw, FROZEN_MS)
      asked = vigie.cli('captures')
    })
    expect(asked && (await asked)).toMatchObject({ status: 0, stderr: '' })
    await expectUndisturbed(vigie, disturbed, 60)
  })

  test('while it is down commands say so and record nothing, but the status answers', async () => {
    const position = await logPosition(vigie.home)
    // Each death doubles the pause before the next start, until it is longer than a command takes.
    await until('the pause is long', async () => {
      const { restarts, state } = await serverOf(vigie.home, 'mysql')
      if (state !== 'running') return false
      await kill()
      return restarts >= RESTARTS_BEFORE_LONG_PAUSE
    })
    const [status, list, capture, mail] = await Promise.all([
      vigie.cli('status', '--json'),
      vigie.cli('captures'),
      vigie.cli('capture', '1', '--interface', 'lo'),
      vigie.cli('mail', '1', '--json'),
    ])
    expectFailure(list, 1, 'DATABASE_AWAY')
    expectFailure(capture, 1, 'DATABASE_AWAY')
    expectJsonFailure(mail, 1, 'DATABASE_AWAY')
    expectSuccess(status)
    expect(status.json()).toMatchObject({ log: null, servers: [{ state: 'restarting' }, {}] })
    await serverPid(vigie.home, 'mysql')
    expect(await logPosition(vigie.home)).toBe(position)
  })
})

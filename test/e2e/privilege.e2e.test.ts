import { chmod, chown, stat } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectFailure } from '../support/answers.ts'
import { captureOf, eventsOf } from '../support/daemon-view.ts'
import { isCloneOpen, isRoot, NOBODY, openCloneOnly } from '../support/privilege.ts'
import { createHome } from '../support/stack.ts'
import { startVigie, type Vigie } from '../support/vigie.ts'

describe.skipIf(!isCloneOpen)(`a Vigie without privilege${openCloneOnly}`, () => {
  let vigie: Vigie

  beforeAll(async () => {
    const home = await createHome()
    if (isRoot) await chown(home, NOBODY, NOBODY)
    await chmod(home, 0o755)
    vigie = await startVigie({ home, unprivileged: true })
  })
  afterAll(() => vigie?.cleanUp())

  test.each(['ring', 'cap'])(
    'a capture without the privilege fails (driver %s)',
    async (driver) => {
      const answer = await vigie.cli(
        'capture',
        '2',
        '-i',
        'lo',
        '--driver',
        driver,
        '--wait',
        '--json',
      )
      expect(answer.status).toBe(1)
      expect(answer.stderr).toMatch(/^vigie: \S.*CAP_NET_RAW.* \[CAPTURE_NOT_PERMITTED\]\n$/)
      const { id, state, packets } = answer.json()
      expect({ state, packets }).toEqual({ state: 'failed', packets: 0 })
      const recorded = await captureOf(vigie.home, String(id))
      expect(recorded).toMatchObject({
        state: 'failed',
        failure: { code: 'CAPTURE_NOT_PERMITTED' },
      })
      const types = (await eventsOf(vigie.home, String(id))).map(({ type }) => type)
      expect(types).toEqual(['CaptureRequested', 'CaptureFailed'])
    },
  )

  test('the failed capture is listed and can be shown', async () => {
    const { status, stdout } = await vigie.cli('captures')
    expect(status).toBe(0)
    expect(stdout).toContain('failed')
  })

  test('doctor names the missing capability and says what to do', async () => {
    const { status, json } = await vigie.cli('doctor', '--json')
    const findings = json()['findings'] as readonly Record<string, string>[]
    const privileges = findings.find(({ subject }) => subject === 'Privileges')
    expect(status).toBe(1)
    expect(privileges).toMatchObject({ state: 'bad' })
    expect(privileges?.['finding']).toContain('CAP_NET_RAW')
    expect(privileges?.['advice']).toContain('root')
  })

  test('the servers run as the user that started Vigie', async () => {
    const { servers } = (await vigie.cli('status', '--json')).json() as {
      readonly servers: readonly { readonly pid: number }[]
    }
    const user = isRoot ? NOBODY : process.getuid?.()
    const owners = await Promise.all(servers.map(({ pid }) => stat(`/proc/${pid}`)))
    expect(owners.map(({ uid }) => uid)).toEqual([user, user])
  })

  test('a mail of what was found still goes out', async () => {
    const answer = await vigie.cli('mail', '1', '--wait', '--json')
    expect(answer).toMatchObject({ status: 0, stderr: '' })
    expect(answer.json()).toMatchObject({ state: 'delivered' })
  })

  test('a second daemon of the same home is refused', async () => {
    expectFailure(await vigie.cli('up'), 1, 'RUNNING_ALREADY')
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectFailure, expectJsonFailure, expectSuccess, withoutLog } from '../support/answers.ts'
import { processesOf } from '../support/daemon-view.ts'
import { holdPort } from '../support/held-port.ts'
import { createHome, removeHome } from '../support/stack.ts'
import { until } from '../support/until.ts'
import { runVigie, startVigie, type Vigie } from '../support/vigie.ts'

describe('a port that another program has', () => {
  let home: string
  let taken: Awaited<ReturnType<typeof holdPort>>

  beforeAll(async () => {
    home = await createHome()
    taken = await holdPort()
  })
  afterAll(async () => {
    await taken.release()
    await removeHome(home)
  })

  test.each([
    ['VIGIE_WEB_PORT', 'web.port'],
    ['VIGIE_MAIL_SMTP_PORT', 'mail.smtpPort'],
  ])(
    '%s: the start fails, names the setting, and leaves nothing running',
    async (name, setting) => {
      const environment = { [name]: String(taken.port) }
      const answer = withoutLog(await runVigie(['up', '--json'], home, { environment }))
      expectJsonFailure(answer, 1, 'PORT_TAKEN')
      expect(answer.stderr).toMatch(/^vigie: port /)
      expect(answer.stderr).toContain(`port ${taken.port} on 127.0.0.1`)
      expect(answer.stderr).toContain(`set ${setting} to another port`)
      expect(processesOf(home)).toEqual([])
    },
  )

  test('is told to whoever starts it in the background as well', async () => {
    const environment = { VIGIE_WEB_PORT: String(taken.port) }
    const answer = await runVigie(['up', '--detach'], home, { environment })
    expectFailure(answer, 1, 'PORT_TAKEN')
    await until('the daemon ends', () => processesOf(home).length === 0)
  })
})

describe('a home that has a daemon', () => {
  let vigie: Vigie

  beforeAll(async () => {
    vigie = await startVigie()
  })
  afterAll(() => vigie?.cleanUp())

  test('refuses a second one and names the first', async () => {
    const answer = await vigie.cli('up')
    expectFailure(answer, 1, 'RUNNING_ALREADY')
    expect(answer.stderr).toContain(`(process ${vigie.pid})`)
    expect((await vigie.cli('status', '--json')).json()['pid']).toBe(vigie.pid)
  })

  test('has nothing to do for one that is asked for in the background', async () => {
    const [plain, json] = await Promise.all([
      vigie.cli('up', '--detach'),
      vigie.cli('up', '--detach', '--json'),
    ])
    expectSuccess(plain)
    expect(plain.stdout).toContain(`Vigie is up already (process ${vigie.pid}).`)
    expectSuccess(json)
    expect(json.json()).toEqual({ pid: vigie.pid, already: true })
  })
})

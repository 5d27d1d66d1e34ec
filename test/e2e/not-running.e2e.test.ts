import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectFailure, expectJsonFailure } from '../support/answers.ts'
import { createHome, removeHome } from '../support/stack.ts'
import { runVigie, type VigieOptions } from '../support/vigie.ts'

const ID = '3k9fq2m8xa7d'
/** Every command that asks the daemon. */
const COMMANDS = [
  'status',
  'capture 1',
  'captures',
  `capture show ${ID}`,
  `capture stop ${ID}`,
  'mail 1',
  'inbox',
  `inbox show ${ID}`,
  'report list',
  `report show ${ID}`,
  `report send ${ID}`,
  'schedule add weekly --cron @weekly --report',
  'schedule list',
  'schedule remove weekly',
  'schedule run weekly',
  'events',
  'admin password --generate',
  'jobs reconcile',
  'replay captures',
  'audit verify',
  'backup never.backup',
] as const

const FRENCH = { environment: { LANG: 'fr_FR.UTF-8' } }

let home: string

beforeAll(async () => {
  home = await createHome()
})
afterAll(() => removeHome(home))

const vigie = (command: string, options?: VigieOptions) =>
  runVigie(command.split(' '), home, options)

describe('a command that needs a daemon', () => {
  test.each(COMMANDS)('"%s" says that Vigie is not running', async (command) => {
    const answer = await vigie(`${command} --json`)
    expectJsonFailure(answer, 1, 'NOT_RUNNING')
    expect(answer.stderr).toContain(`Vigie is not running for ${home}; start it with`)
  })

  test('says it in French too, and without --json as a sentence alone', async () => {
    const answer = await vigie('captures', FRENCH)
    expectFailure(answer, 1, 'NOT_RUNNING')
    expect(answer.stderr).toContain(`Vigie ne tourne pas pour ${home} ; lancez-le par`)
  })

  test('"down" has nothing to do, and that is no failure', async () => {
    const [plain, json] = await Promise.all([vigie('down'), vigie('down --json')])
    expect(plain).toMatchObject({ status: 0, stdout: 'Vigie was not running.\n', stderr: '' })
    expect(json.json()).toEqual({ stopped: false })
  })
})

describe('a command that needs none', () => {
  test('"config" lists every setting with its origin', async () => {
    const { status, json } = await vigie('config --json', {
      environment: { VIGIE_SENSOR: 'attic' },
    })
    expect(status).toBe(0)
    const settings = json()['settings'] as readonly { path: string; value: unknown }[]
    const sensor = settings.find(({ path }) => path === 'sensor')
    expect(sensor).toMatchObject({ value: 'attic', origin: 'environment' })
    expect(settings.find(({ path }) => path === 'mail.domain')).toMatchObject({ origin: 'default' })
  })

  test('"doctor" looks at the machine, and every bad finding says what to do', async () => {
    const { status, json } = await vigie('doctor --json')
    const { good, findings } = json() as {
      readonly good: boolean
      readonly findings: readonly { readonly state: string; readonly advice: string }[]
    }
    expect(status).toBe(good ? 0 : 1)
    expect(findings.length).toBeGreaterThan(5)
    expect(findings.filter(({ state, advice }) => state === 'bad' && advice === '')).toEqual([])
  })
})

describe('a configuration that cannot be used', () => {
  const withFile = async (content: string, command: string) => {
    const other = await createHome()
    try {
      await writeFile(path.join(other, 'vigie.yaml'), content)
      return await runVigie(command.split(' '), other)
    } finally {
      await removeHome(other)
    }
  }

  test.each(['up', 'config', 'doctor'])('"%s" names an unknown key with its path', async (name) => {
    const answer = await withFile('web:\n  prot: 8080\n', name)
    expectFailure(answer, 2, 'CONFIG_INVALID')
    expect(answer.stderr).toContain('vigie.yaml')
    expect(answer.stderr).toContain('web.prot: there is no such setting')
  })

  test.each(['up', 'config'])(
    '"%s" names a value of the wrong type with its path',
    async (name) => {
      const answer = await withFile('mail:\n  domain: 7\ncapture:\n  promiscuous: 7\n', name)
      expectFailure(answer, 2, 'CONFIG_INVALID')
      expect(answer.stderr).toContain('mail.domain: ')
      expect(answer.stderr).toContain('capture.promiscuous: ')
    },
  )

  test('a file that is no YAML is named', async () => {
    const answer = await withFile('web: [', 'config')
    expectFailure(answer, 2, 'CONFIG_INVALID')
    expect(answer.stderr).toContain('vigie.yaml')
  })

  test('a variable of ours that is no setting is named', async () => {
    const answer = await vigie('up', { environment: { VIGIE_WEB_PROT: '8080' } })
    expectFailure(answer, 2, 'CONFIG_INVALID')
    expect(answer.stderr).toContain('VIGIE_WEB_PROT: there is no such setting')
  })

  test('a password in an address that cannot be used is not repeated', async () => {
    const answer = await vigie('up', { environment: { VIGIE_MYSQL_URL: 'http://a:s3cret@b/c' } })
    expectFailure(answer, 2, 'CONFIG_INVALID')
    expect(answer.stderr).toContain('mysql.url: ')
    expect(answer.stderr).not.toContain('s3cret')
  })
})

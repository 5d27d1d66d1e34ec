import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { configFile, describeConfig, type Environment, loadConfig } from '../../src/base/config.ts'
import { administratorAddress, ringBytes } from '../../src/base/config-schema.ts'
import { Failure } from '../../src/base/failure.ts'

let home = ''

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'vigie-config-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const write = (text: string) => writeFileSync(configFile(home), text)
const problems = (environment: Environment = {}): string => {
  try {
    loadConfig(home, environment)
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'CONFIG_INVALID') {
      expect(thrown.values['file']).toBe(configFile(home))
      return String(thrown.values['problems'])
    }
    throw thrown
  }
  return ''
}
const entry = (at: string, environment: Environment = {}) =>
  describeConfig(home, environment).find((one) => one.path === at)

describe('the configuration', () => {
  it('needs no file and no variable: each setting has a default', () => {
    const config = loadConfig(home, { PATH: '/bin', HOME: '/root' })
    expect(config).toMatchObject({ language: 'en', sensor: 'local' })
    expect(config.web).toEqual({ host: '127.0.0.1', port: 8080 })
    expect(config.mysql.url).toBeUndefined()
    expect(ringBytes(config)).toBe(32 * 1024 * 1024)
    expect(describeConfig(home, {}).every(({ origin }) => origin === 'default')).toBe(true)
  })

  it.each(['', '# nothing yet\n', '---\n'])('is the default with an empty file: %j', (text) => {
    write(text)
    expect(loadConfig(home, {}).web.port).toBe(8080)
  })

  it('is what the file says, and the default where it says nothing', () => {
    write('sensor: lab\nweb:\n  port: 9000\n')
    expect(loadConfig(home, {})).toMatchObject({
      sensor: 'lab',
      web: { host: '127.0.0.1', port: 9000 },
    })
  })

  it('is what the environment says, whatever the file says', () => {
    write('web:\n  port: 9000\ncapture:\n  promiscuous: true\n')
    const environment = {
      VIGIE_WEB_PORT: '0',
      VIGIE_CAPTURE_PROMISCUOUS: 'false',
      VIGIE_CAPTURE_SNAPLEN_BYTES: '128',
      VIGIE_TIME_ZONE: 'Europe/Paris',
    }
    const config = loadConfig(home, environment)
    expect(config.web.port).toBe(0)
    expect(config.capture).toMatchObject({ promiscuous: false, snaplenBytes: 128 })
    expect(config.timeZone).toBe('Europe/Paris')
  })

  it('says of each value where it comes from, and which variable overrides it', () => {
    write('web:\n  port: 9000\nsensor: lab\n')
    const environment = { VIGIE_SENSOR: 'attic' }
    expect(entry('web.port', environment)).toMatchObject({
      value: 9000,
      origin: 'file',
      variable: 'VIGIE_WEB_PORT',
    })
    expect(entry('sensor', environment)).toMatchObject({ value: 'attic', origin: 'environment' })
    expect(entry('web.host', environment)).toMatchObject({ origin: 'default' })
  })

  it('describes each setting, each under a variable of its own', () => {
    const entries = describeConfig(home, {})
    expect(new Set(entries.map(({ variable }) => variable)).size).toBe(entries.length)
    expect(entries.filter(({ description }) => description === '')).toEqual([])
    for (const { variable } of entries) expect(variable).toMatch(/^VIGIE_[A-Z_]+$/)
  })

  it('has the administrator in its own domain unless an address is set', () => {
    expect(administratorAddress(loadConfig(home, { VIGIE_MAIL_DOMAIN: 'lab.test' }))).toBe(
      'admin@lab.test',
    )
    expect(administratorAddress(loadConfig(home, { VIGIE_MAIL_ADMINISTRATOR: 'a@b.org' }))).toBe(
      'a@b.org',
    )
  })
})

describe('a configuration that cannot be used', () => {
  it('is refused with every unknown key and its path', () => {
    write('sensr: lab\nweb:\n  prot: 1\n  tls:\n    key: x\n')
    expect(problems()).toBe(
      'web.prot: there is no such setting; web.tls: there is no such setting; sensr: there is no such setting',
    )
  })

  it('is refused with the name of a variable that is no setting', () => {
    expect(problems({ VIGIE_WEB_PROT: '1' })).toBe('VIGIE_WEB_PROT: there is no such setting')
  })

  it('does not take the variables of the launcher for settings', () => {
    expect(problems({ VIGIE_HOME: '/x', VIGIE_LAUNCHER: './vigie' })).toBe('')
  })

  it.each([
    ['web:\n  port: "80a"\n', /^web\.port: .*number/],
    ['web:\n  port: 65536\n', /^web\.port: .*65535/],
    ['web:\n  port: 80.5\n', /^web\.port: /],
    ['capture:\n  promiscuous: "yes"\n', /^capture\.promiscuous: .*boolean/],
    ['capture:\n  driver: pcap\n', /^capture\.driver: /],
    ['sensor: "Lab 2"\n', /^sensor: must be lower-case/],
    ['language: de\n', /^language: /],
    ['log:\n  level: loud\n', /^log\.level: /],
    ['web: 8080\n', /^web: .*object/],
    ['mysql:\n  url: host:3306\n', /^mysql\.url: must begin with mysql:\/\/ or mariadb:\/\/$/],
    ['name: "a\\nb"\n', /^name: must be one line$/],
  ])('is refused with the path of the wrong value in %j', (text, complaint) => {
    write(text)
    expect(problems()).toMatch(complaint)
  })

  it.each([
    ['VIGIE_WEB_PORT', 'abc', 'web.port'],
    ['VIGIE_WEB_PORT', '', 'web.port'],
    ['VIGIE_WEB_PORT', '8e3', 'web.port'],
    ['VIGIE_CAPTURE_PROMISCUOUS', '1', 'capture.promiscuous'],
  ])('is refused with the path of %s=%j', (variable, value, at) => {
    expect(problems({ [variable]: value })).toMatch(new RegExp(`^${at}: `))
  })

  it('is refused with all its problems at once', () => {
    write('sensor: A\nweb:\n  port: -1\n')
    expect(problems({ VIGIE_LANGUAGE: 'xx', VIGIE_X: '1' }).split('; ')).toHaveLength(4)
  })

  it.each(['- a\n- b\n', 'just a text\n', '42\n'])(
    'is refused where it is no settings: %j',
    (text) => {
      write(text)
      expect(problems()).toContain('it must hold settings')
    },
  )

  it('is refused where it is not YAML', () => {
    write('web: [\n')
    expect(problems()).not.toBe('')
  })
})

describe('a secret in the configuration', () => {
  const url = 'mysql://vigie:hunter2@db.lab/vigie'

  it('is not shown, in the file or the environment', () => {
    write(`redis:\n  url: redis://:hunter2@cache.lab/0\nmail:\n  relayUrl: smtp://me:hunter2@mx\n`)
    const entries = describeConfig(home, { VIGIE_MYSQL_URL: url })
    expect(JSON.stringify(entries)).not.toContain('hunter2')
    expect(entries.find((one) => one.path === 'mysql.url')?.value).toBe(
      'mysql://vigie:…@db.lab/vigie',
    )
    expect(entries.find((one) => one.path === 'mail.relayUrl')?.value).toBe('smtp://me:…@mx')
  })

  it('is not shown where it stands in the query, or where the address cannot be read', () => {
    const queried = describeConfig(home, { VIGIE_REDIS_URL: 'redis://cache/0?password=hunter2' })
    const broken = describeConfig(home, { VIGIE_MYSQL_URL: 'mysql://u:hunter2@[' })
    expect(JSON.stringify([queried, broken])).not.toContain('hunter2')
  })

  it('is not repeated in a refusal', () => {
    expect(problems({ VIGIE_MYSQL_URL: 'postgres://u:hunter2@x' })).toBe(
      'mysql.url: must begin with mysql:// or mariadb://',
    )
  })

  it('does not break what is shown where it holds a lone percent sign', () => {
    expect(() => describeConfig(home, { VIGIE_MYSQL_URL: 'mysql://u:a%zz@x/%zz' })).not.toThrow()
  })
})

describe('a credential', () => {
  const url = 'mysql://vigie:hunter2@db.lab/vigie'
  const folder = () => path.join(home, 'credentials')
  const environment = (more: Environment = {}) => ({ CREDENTIALS_DIRECTORY: folder(), ...more })
  const hand = (name: string, text: string) => writeFileSync(path.join(folder(), name), text)
  beforeEach(() => mkdirSync(folder()))

  it.each(['', '\n', '\r\n'])(
    'is the file named after its setting, without its line end %j',
    (end) => {
      hand('mysql.url', url + end)
      expect(loadConfig(home, environment()).mysql.url).toBe(url)
    },
  )

  it('goes before the file, and the environment before it', () => {
    write('redis:\n  url: redis://file/0\nmail:\n  relayUrl: smtp://file\n')
    hand('redis.url', 'redis://credential/0')
    hand('mail.relayUrl', 'smtp://credential')
    const given = environment({ VIGIE_MAIL_RELAY_URL: 'smtp://environment' })
    const { redis, mail } = loadConfig(home, given)
    expect([redis.url, mail.relayUrl]).toEqual(['redis://credential/0', 'smtp://environment'])
    expect(entry('redis.url', given)?.origin).toBe('credential')
    expect(entry('mail.relayUrl', given)?.origin).toBe('environment')
  })

  it('is shown as such, without what is secret in it', () => {
    hand('mysql.url', url)
    const shown = entry('mysql.url', environment())
    expect(shown).toMatchObject({ origin: 'credential', value: 'mysql://vigie:…@db.lab/vigie' })
  })

  it('sets nothing where its file or the folder is missing', () => {
    expect(loadConfig(home, environment()).mysql.url).toBeUndefined()
    const nowhere = { CREDENTIALS_DIRECTORY: path.join(home, 'nowhere') }
    expect(loadConfig(home, nowhere).mysql.url).toBeUndefined()
    expect(loadConfig(home, { CREDENTIALS_DIRECTORY: '' }).mysql.url).toBeUndefined()
  })

  it('is a secret only: other files of the folder, and other settings, are left alone', () => {
    hand('web.port', '9000')
    hand('mysql-root-password', 'x')
    expect(loadConfig(home, environment()).web.port).toBe(8080)
  })

  it('is refused with its path where it cannot be read, is too long or is no address', () => {
    mkdirSync(path.join(folder(), 'mysql.url'))
    hand('redis.url', `redis://${'x'.repeat(4_096)}`)
    hand('mail.relayUrl', 'hunter2')
    expect(problems(environment()).split('; ')).toEqual([
      `${folder()}/mysql.url: it is not a file`,
      `${folder()}/redis.url: it has more than 4096 bytes`,
      'mail.relayUrl: must begin with smtp:// or smtps://',
    ])
  })
})

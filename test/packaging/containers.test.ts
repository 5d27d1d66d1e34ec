import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { describeConfig } from '../../src/base/config.ts'
import { ROOT, unitWords } from '../support/unit-file.ts'

type Service = {
  readonly image: string
  readonly environment?: Readonly<Record<string, string>>
  readonly secrets?: readonly string[]
  readonly volumes: readonly string[]
  readonly network_mode: string
  readonly ports?: unknown
  readonly privileged?: unknown
  readonly cap_drop: readonly string[]
  readonly cap_add: readonly string[]
  readonly security_opt?: readonly string[]
  readonly read_only?: boolean
  readonly restart: string
  readonly stop_grace_period: string
  readonly healthcheck: { readonly test: readonly string[] }
  readonly logging: { readonly options: Readonly<Record<string, string>> }
}

const read = (name: string) => readFileSync(path.join(ROOT, name), 'utf8')
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
  readonly volumes: Readonly<Record<string, unknown>>
}
const services = Object.entries(compose.services)
const vigie = compose.services['vigie'] as Service
/** Each instruction on one line, comments taken out. */
const instructions = read('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
const settings = describeConfig('/nonexistent', {})
const install = read('docs/install.md')

describe('docker-compose.yml', () => {
  it.each(services)(
    'has %s checked, started again, given time to stop and its log bounded',
    (_, one) => {
      expect(one.healthcheck.test[0]).toMatch(/^CMD/)
      expect(one.restart).toBe('unless-stopped')
      expect(one.stop_grace_period).toMatch(/^\d+s$/)
      expect(Object.keys(one.logging.options).sort()).toEqual(['max-file', 'max-size'])
    },
  )

  it.each(services)('gives %s no privilege beyond its list, and no port', (_, one) => {
    expect(one.cap_drop).toEqual(['ALL'])
    expect([one.privileged, one.ports]).toEqual([undefined, undefined])
  })

  it('gives Vigie the capabilities of the systemd unit, and the same time to stop', () => {
    expect(vigie.cap_add.map((name) => `CAP_${name}`)).toEqual(unitWords('AmbientCapabilities'))
    expect(vigie.stop_grace_period).toBe(`${unitWords('TimeoutStopSec')[0]}s`)
    expect(vigie.read_only).toBe(true)
  })

  it('lets Vigie use the right on its program, and nobody else gain one', () => {
    expect(vigie.security_opt).toBeUndefined() // no-new-privileges would ignore the file's capability
    for (const [name, one] of services.filter(([name]) => name !== 'vigie'))
      expect(one.security_opt, name).toEqual(['no-new-privileges:true'])
  })

  it('gives only Vigie a network', () => {
    const networks = services.map(([name, one]) => [name, one.network_mode])
    expect(networks).toEqual([
      ['mysql', 'none'],
      ['redis', 'none'],
      ['vigie', 'host'],
    ])
  })

  it('has no secret in an environment, and each secret in a file of a folder that git and images leave out', () => {
    for (const [name, one] of services)
      for (const [variable, value] of Object.entries(one.environment ?? {})) {
        if (/PASSWORD|SECRET|TOKEN/.test(variable)) expect(value, name).toMatch(/^\/run\/secrets\//)
        expect(URL.parse(value)?.password ?? '', variable).toBe('')
      }
    for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^\.\/secrets\//)
    expect(read('.gitignore').split('\n')).toContain('secrets/')
  })

  it('hands Vigie secrets under the paths of settings, and variables that are settings', () => {
    const paths = settings.map((setting) => setting.path)
    for (const name of vigie.secrets ?? []) expect(paths).toContain(name)
    const known = [...settings.map(({ variable }) => variable), 'CREDENTIALS_DIRECTORY']
    for (const name of Object.keys(vigie.environment ?? {})) expect(known).toContain(name)
  })

  it('declares each volume and each secret that a service uses, and no other', () => {
    const used = (of: (one: Service) => readonly string[]) =>
      [...new Set(services.flatMap(([, one]) => of(one)))].sort()
    const volumes = used((one) => one.volumes.map((text) => text.split(':')[0] ?? ''))
    expect(volumes).toEqual(Object.keys(compose.volumes).sort())
    expect(used((one) => one.secrets ?? [])).toEqual(Object.keys(compose.secrets).sort())
  })

  it('runs the versions that the page on installing names', () => {
    for (const [name, { image }] of services.filter(([name]) => name !== 'vigie'))
      expect(install, name).toContain(`\`${image}\``)
  })

  it('says how each secret is made', () => {
    for (const { file } of Object.values(compose.secrets)) expect(install).toContain(file.slice(2))
  })
})

describe('the Dockerfile', () => {
  const copied = instructions
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(/\s+/).slice(1, -1))

  it('copies only what is there and what .dockerignore lets through', () => {
    const ignored = read('.dockerignore').split('\n')
    expect(ignored).toContain('*')
    for (const name of copied) {
      expect(existsSync(path.join(ROOT, name)), name).toBe(true)
      expect(ignored, name).toContain(`!${name}`)
    }
    expect(ignored.filter((line) => line.startsWith('!')).sort()).toEqual(
      [...new Set(copied)].map((name) => `!${name}`).sort(),
    )
  })

  it('installs what the launcher installs, and for the right on the file its program', () => {
    const launcher = read('vigie')
    const packages = instructions
      .flatMap((line) => [...line.matchAll(/--no-install-recommends ([^&]+)/g)])
      .flatMap(([, names = '']) => names.trim().split(/\s+/))
    expect(packages).toContain('libpcap0.8')
    for (const name of packages.filter((name) => name !== 'libcap2-bin'))
      expect(launcher, name).toMatch(new RegExp(`[ "]${name.replaceAll(/[.+]/g, '\\$&')}["\\s]`))
  })

  it('runs as a user of its own, with the right to capture on Node and no program that changes the user', () => {
    expect(instructions.filter((line) => line.startsWith('USER '))).toEqual(['USER vigie'])
    const [, last = ''] = instructions.filter((line) => line.startsWith('RUN apt-get'))
    const names = unitWords('AmbientCapabilities').join(',').toLowerCase()
    expect(last).toContain(`setcap ${names}+ep /usr/local/bin/node`)
    expect(last).toMatch(/find \/ .*-perm \/6000 .*chmod a-s/)
  })

  it('has commands that a shell takes', () => {
    for (const line of instructions.filter((one) => one.startsWith('RUN ')))
      execFileSync('sh', ['-n', '-c', line.slice(4)])
  })

  it('is built on the Node that Vigie asks for', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } }
    const major = /\d+/.exec(engines.node)?.[0]
    for (const line of instructions.filter((one) => one.startsWith('FROM ')))
      expect(line).toMatch(new RegExp(`^FROM node:${major}-bookworm-slim`))
  })
})

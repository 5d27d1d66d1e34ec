import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as administration from '../../src/web/api/administration.ts'
import * as audit from '../../src/web/api/audit.ts'
import * as backup from '../../src/web/api/backup.ts'
import * as captures from '../../src/web/api/captures.ts'
import type { Endpoint } from '../../src/web/api/endpoint.ts'
import * as events from '../../src/web/api/events.ts'
import * as imports from '../../src/web/api/imports.ts'
import * as messages from '../../src/web/api/messages.ts'
import * as packets from '../../src/web/api/packets.ts'
import * as reports from '../../src/web/api/reports.ts'
import * as schedules from '../../src/web/api/schedules.ts'
import * as status from '../../src/web/api/status.ts'
import * as watches from '../../src/web/api/watches.ts'
import { startLocalServer } from '../../src/web/index.ts'
import { isRoot, NOBODY, rootOnly } from '../support/privilege.ts'
import { ask, type OpenWeb, openWeb } from './open-web.ts'

let web: OpenWeb
let app: FastifyInstance
let socketPath: string
beforeAll(async () => {
  web = await openWeb()
  socketPath = path.join(web.home, 'api.sock')
  await writeFile(socketPath, '') // what a killed daemon left
  app = await startLocalServer(web.deps, socketPath)
})
afterAll(async () => {
  await app.close()
  await web.close()
})

const JSON_TYPE = { 'content-type': 'application/json' }

const get = (url: string) => ask({ socketPath }, 'GET', url)
const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  ask({ socketPath }, 'POST', url, {
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify(body),
  })
const codeOf = ({ text }: { readonly text: string }): string =>
  (JSON.parse(text) as { failure?: { code?: string } }).failure?.code ?? text

/** Every endpoint that src/web/api describes. */
const endpoints = (): Endpoint[] =>
  [
    administration,
    audit,
    backup,
    captures,
    events,
    imports,
    messages,
    packets,
    reports,
    schedules,
    status,
    watches,
  ]
    .flatMap((one): unknown[] => Object.values(one))
    .filter((one): one is Endpoint => typeof one === 'object' && one !== null && 'summary' in one)

describe('the local API', () => {
  it('may be opened by its own user alone', async () => {
    expect((await stat(socketPath)).mode & 0o777).toBe(0o600)
  })

  it.skipIf(!isRoot)(
    `refuses another user even where the socket lets everybody in${rootOnly}`,
    async () => {
      await chmod(web.home, 0o755)
      await chmod(socketPath, 0o666)
      const script = `
        const { request } = require('node:http')
        process.setgid(${NOBODY}); process.setuid(${NOBODY})
        const go = request({ socketPath: ${JSON.stringify(socketPath)}, path: '/api/status' })
        go.on('response', (got) => { process.stdout.write(got.statusCode + ' '); got.pipe(process.stdout) })
        go.end()`
      const child = spawn(process.execPath, ['-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let said = ''
      child.stdout.on('data', (chunk) => {
        said += chunk
      })
      await once(child, 'close')
      await chmod(socketPath, 0o600)
      expect(said).toMatch(/^403 .*NOT_ALLOWED/)
      expect(said).not.toContain('sensor')
    },
  )

  it('describes every endpoint in a whole OpenAPI document', async () => {
    const text = (await get('/api/openapi.json')).text
    const document = JSON.parse(text) as {
      openapi: string
      info: { title: string; version: string }
      paths: Record<
        string,
        Record<
          string,
          { summary: string; responses: object; parameters?: { name: string; in: string }[] }
        >
      >
    }
    expect(document.openapi).toMatch(/^3\./)
    expect(document.info).toEqual({ title: 'Vigie', version: '0.0.0' })
    const described = Object.entries(document.paths).flatMap(([url, methods]) =>
      Object.entries(methods).map(([method, one]) => `${method} ${url} ${one.summary}`),
    )
    const wanted = endpoints().map(
      ({ method, path: url, summary }) =>
        `${method.toLowerCase()} ${url.replaceAll(/:(\w+)/g, '{$1}')} ${summary}`,
    )
    expect(described.sort()).toEqual(wanted.sort())
    for (const [url, methods] of Object.entries(document.paths)) {
      for (const one of Object.values(methods)) {
        const named = (one.parameters ?? []).filter((each) => each.in === 'path')
        expect(named.map(({ name }) => `{${name}}`)).toEqual(url.match(/\{\w+\}/g) ?? [])
        expect(one.responses).toHaveProperty('200')
      }
    }
    for (const [, name] of text.matchAll(/"\$ref":"([^"]+)"/g)) {
      const target = (name ?? '')
        .slice(2)
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document)
      expect(target, name).toBeDefined()
    }
  })

  it('gives the same capture and one event when a request is repeated with its key', async () => {
    const key = { 'idempotency-key': 'key-00000001' }
    const before = await web.reader.headPosition()
    const body = { seconds: 1, interface: 'lo', mail: { to: [] } }
    const replies = await Promise.all([1, 2, 3].map(() => post('/api/captures', body, key)))
    replies.push(await post('/api/captures', body, key))
    for (const { status, text } of replies) {
      expect(status).toBe(200)
      expect(text).toBe(replies[0]?.text)
    }
    expect(await web.reader.headPosition()).toBe(before + 1)
    const { id } = JSON.parse(replies[0]?.text ?? '') as { id: string }
    const other = await post('/api/captures', body)
    expect(JSON.parse(other.text)).not.toMatchObject({ id })
  })

  it('takes the same key at another address for another command', async () => {
    const key = { 'idempotency-key': 'key-00000002' }
    const asked = await post('/api/captures', { seconds: 1, interface: 'lo' }, key)
    const { id } = JSON.parse(asked.text) as { id: string }
    const stopped = await post(`/api/captures/${id}/stop`, {}, key)
    expect(JSON.parse(stopped.text)).toMatchObject({ id, state: 'stopped' })
    const again = await post(`/api/captures/${id}/stop`, {}, key) // the same answer, not a refusal
    expect(JSON.parse(again.text)).toMatchObject({ id, state: 'stopped' })
    expect((await post('/api/mails', { seconds: 1, to: [] }, key)).status).toBe(200)
  })

  it('adds a schedule once when the request is repeated with its key', async () => {
    const key = { 'idempotency-key': 'key-00000003' }
    const mail = { seconds: 1, to: [], everySeconds: 60 }
    const first = await post('/api/mails', mail, key)
    const again = await post('/api/mails', mail, key)
    expect([first.status, again.status]).toEqual([200, 200])
    const named = (text: string) => (JSON.parse(text) as { schedule: string }).schedule
    expect(named(again.text)).toBe(named(first.text))
    const body = { name: 'weekly', cron: '0 7 * * 1', report: true }
    expect((await post('/api/schedules', body, key)).status).toBe(200)
    expect((await post('/api/schedules', body, key)).status).toBe(200)
    expect(codeOf(await post('/api/schedules', body))).toBe('SCHEDULE_EXISTS')
  })

  it('records who asked', async () => {
    const { text } = await post('/api/captures', { seconds: 1, interface: 'lo' })
    const { id } = JSON.parse(text) as { id: string }
    const [event] = await web.reader.readStream(`capture-${id}`)
    expect(event?.metadata.actor).toBe(`local:${process.getuid?.()}`)
  })

  it.each([
    ['GET', '/api/nothing', undefined, 404],
    ['GET', '/', undefined, 404],
    ['POST', '/api/captures', { seconds: 0 }, 400],
    ['POST', '/api/captures', { seconds: 'abc' }, 400],
    ['POST', '/api/captures', { seconds: 1, interface: 'eth9' }, 404],
    ['POST', '/api/captures', { seconds: 1, filter: 'x'.repeat(70_000) }, 413],
    ['GET', '/api/captures/000000000000', undefined, 404],
    ['GET', '/api/events?limit=0', undefined, 400],
    ['POST', '/api/projections/none/replay', {}, 404],
  ] as const)('answers %s %s with a failure object', async (method, url, body, status) => {
    const reply = method === 'GET' ? await get(url) : await post(url, body)
    expect(reply.status).toBe(status)
    expect(codeOf(reply)).toMatch(/^[A-Z_]+$/)
    expect(codeOf(reply)).not.toBe('INTERNAL')
  })

  it('answers a body that is no JSON with a failure object', async () => {
    const reply = await ask({ socketPath }, 'POST', '/api/captures', {
      headers: JSON_TYPE,
      body: '{',
    })
    expect(reply.status).toBe(400)
    expect(codeOf(reply)).toBe('REQUEST_INVALID')
  })

  it('answers who follows the log as soon as something happens', async () => {
    const after = await web.reader.headPosition()
    const following = get(`/api/events?after=${after}&waitMs=20000`)
    const started = performance.now()
    await post('/api/captures', { seconds: 1, interface: 'lo' })
    const { events } = JSON.parse((await following).text) as { events: { position: number }[] }
    expect(performance.now() - started).toBeLessThan(15_000)
    expect(events[0]?.position).toBe(after + 1)
  })

  it('shows its status, the open work and a replay', async () => {
    const status = JSON.parse((await get('/api/status')).text) as Record<string, unknown>
    expect(status).toMatchObject({ sensor: 'local', defaultInterface: 'lo' })
    expect((await post('/api/jobs/reconcile', {})).status).toBe(200)
    expect((await post('/api/projections/captures/replay', {})).status).toBe(200)
  })
})

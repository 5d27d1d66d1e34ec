import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../src/base/ids.ts'
import { changePassword } from '../../src/services/accounts/index.ts'
import { startConsoleServer } from '../../src/web/index.ts'
import { ask, type OpenWeb, openWeb, type Reply } from './open-web.ts'

const KEY = Buffer.alloc(32, 7)

let web: OpenWeb
let server: Awaited<ReturnType<typeof startConsoleServer>>
let port: number
let cookie: string
beforeAll(async () => {
  web = await openWeb()
  server = await startConsoleServer(web.deps, KEY)
  port = Number(new URL(server.address).port)
  cookie = cookieOf(await signIn(web.password))
})
afterAll(async () => {
  await server.app.close()
  await web.close()
})

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

const get = (url: string, headers: Record<string, string> = {}) =>
  ask({ port }, 'GET', url, { headers })
const post = (url: string, body = '', headers: Record<string, string> = {}, at = port) =>
  ask({ port: at }, 'POST', url, { headers: { ...FORM, ...headers }, body })
const signIn = (password: string, headers: Record<string, string> = {}, at = port) =>
  post('/login', new URLSearchParams({ name: 'admin', password }).toString(), headers, at)
const setCookie = (reply: Reply): string => [reply.headers['set-cookie']].flat().join('; ')
/** One letter in its middle is another one. */
const tampered = (text: string): string => {
  const letter = text.at(40) === 'A' ? 'B' : 'A'
  return text.slice(0, 40) + letter + text.slice(41)
}
const cookieOf = (reply: Reply): string => setCookie(reply).split(';')[0] ?? ''

describe('the console', () => {
  it.each(['/', '/jobs', '/jobs/api/queues', '/reports/000000000000'])(
    'shows nothing at %s before one has signed in',
    async (url) => {
      for (const headers of [{}, { cookie: 'vigie=forged' }, { cookie: tampered(cookie) }]) {
        const reply = await get(url, headers)
        expect([302, 401]).toContain(reply.status)
        expect(reply.headers['location']).toBe('/login')
        expect(reply.text).not.toContain('queues')
      }
    },
  )

  it('refuses a wrong password, and says so in the language of the reader', async () => {
    const reply = await signIn('wrong', { 'accept-language': 'fr-FR,en' })
    expect(reply.status).toBe(401)
    expect(reply.text).toContain('lang="fr"')
    expect(setCookie(reply)).toBe('')
    expect((await post('/login', 'neither=nor')).status).toBe(401)
  })

  it('gives a cookie that no script reads and no other site sends', async () => {
    const reply = await signIn(web.password)
    expect(reply.status).toBe(302)
    expect(reply.headers['location']).toBe('/')
    expect(setCookie(reply)).toMatch(/; HttpOnly/)
    expect(setCookie(reply)).toMatch(/; SameSite=Strict/)
    const home = await get('/', { cookie: cookieOf(reply) })
    expect(home.status).toBe(200)
    expect(home.text).toContain('Vigie')
  })

  it('ends the session at the browser when one signs out', async () => {
    const own = cookieOf(await signIn(web.password))
    const reply = await post('/logout', '', { cookie: own })
    expect(reply.headers['location']).toBe('/login')
    expect(setCookie(reply)).toMatch(/vigie=;.*(Max-Age=0|Expires=Thu, 01 Jan 1970)/i)
  })

  it.each(['http://evil.example', 'null', 'http://127.0.0.1:1'])(
    'refuses a form that the origin %s sent',
    async (origin) => {
      expect((await signIn(web.password, { origin })).status).toBe(403)
      expect((await post('/logout', '', { origin, cookie })).status).toBe(403)
    },
  )

  it('answers to its addresses and its own name, and to no name that somebody pointed at it', async () => {
    expect((await get('/login', { host: `localhost:${port}` })).status).toBe(200)
    expect((await get('/login', { host: `[::1]:${port}` })).status).toBe(200)
    const rebound = await get('/login', { host: `rebound.example:${port}` })
    expect(rebound.status).toBe(421)
    expect(rebound.text).toContain('[HOST_FOREIGN]')
  })

  it('ends every session when the password is changed', async () => {
    const before = cookieOf(await signIn(web.password))
    expect((await get('/', { cookie: before })).status).toBe(200)
    const command = { commandId: newId(), actor: 'test', now: Date.now() + 1_000 }
    expect(await changePassword(web.deps.appender, web.password, command)).toBe(true)
    expect((await get('/', { cookie: before })).status).toBe(302)
    cookie = cookieOf(await signIn(web.password))
    expect((await get('/', { cookie })).status).toBe(200)
  })

  it('takes a form of its own', async () => {
    const origin = `http://localhost:${port}`
    expect((await post('/logout', '', { origin, cookie })).status).toBe(302)
  })

  it('lets its pages load nothing from elsewhere, run no script and stand in no frame', async () => {
    for (const reply of [await get('/login'), await get('/', { cookie })]) {
      const policy = String(reply.headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('script-src')
      expect(reply.text).not.toContain('<script')
      expect(reply.headers['x-content-type-options']).toBe('nosniff')
      expect(reply.headers['referrer-policy']).toBe('no-referrer')
    }
  })

  it('shows a report as it was mailed, and says where there is none', async () => {
    const reportId = newId()
    const plan = { reportId, scope: { kind: 'newest' as const }, dueAt: 0, recipients: [] }
    await web.reports.request(plan, { commandId: reportId, actor: 'test', now: 0 })
    await web.reports.produce(reportId, 'key')
    const reply = await get(`/reports/${reportId}`, { cookie })
    expect(reply.status).toBe(200)
    expect(reply.text).toBe((await web.reports.forms(reportId)).html)
    expect((await get(`/reports/${newId()}`, { cookie })).status).toBe(404)
    expect((await get('/reports/..%2F..%2Fetc', { cookie })).status).toBe(404)
  })

  it('lists the queues on the job board', async () => {
    const reply = await get('/jobs/api/queues', { cookie })
    const { queues } = JSON.parse(reply.text) as { queues: { name: string }[] }
    expect(queues.map(({ name }) => name).sort()).toEqual(['capture@local', 'report'])
    expect((await get('/jobs', { cookie })).status).toBe(200)
  })

  it('says a failure on a page, in the language of the browser, and escapes what it was asked', async () => {
    const reply = await get('/no/"<b>', { cookie, 'accept-language': 'fr-FR,en' })
    expect(reply).toMatchObject({ status: 404, headers: { 'content-type': 'text/html' } })
    expect(reply.text).toContain('<html lang="fr">')
    expect(reply.text).toMatch(/rien ne répond à « GET \S*no\S* ».* \[REQUEST_UNKNOWN\]/)
    expect(reply.text).not.toContain('<b>')
  })

  it('takes no large form', async () => {
    expect((await signIn('x'.repeat(20_000))).status).toBe(413)
  })

  it('lets nobody guess more than ten times a minute', async () => {
    const other = await startConsoleServer(web.deps, KEY)
    const at = Number(new URL(other.address).port)
    const statuses: number[] = []
    for (let guess = 0; guess < 12; guess++) {
      statuses.push((await signIn(`guess ${guess}`, {}, at)).status)
    }
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429])
    expect((await signIn(web.password, {}, at)).status).toBe(429)
    await other.app.close()
  })

  it('names the setting when its port is taken', async () => {
    const config = { ...web.deps.config, web: { host: '127.0.0.1', port } }
    await expect(startConsoleServer({ ...web.deps, config }, KEY)).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      values: { setting: 'web.port' },
    })
  })
})

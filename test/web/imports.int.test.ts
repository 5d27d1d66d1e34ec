import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../src/base/ids.ts'
import {
  type Interval,
  MAX_CONVERSATIONS,
  MAX_DESTINATIONS,
  MAX_DETAILS,
  MAX_DEVICES,
  MAX_PROTOCOLS,
} from '../../src/services/traffic/interval.ts'
import {
  addIntervals,
  IMPORT_INTERVALS_MAX,
  IMPORT_ROWS,
  importedRows,
} from '../../src/web/api/imports.ts'
import { startLocalServer } from '../../src/web/index.ts'
import { intervalOf } from '../services/traffic/intervals.ts'
import { ask, type OpenWeb, openWeb } from './open-web.ts'

const FIRST_AT = Date.UTC(2019, 7, 5)

let web: OpenWeb
let app: FastifyInstance
let socketPath: string
beforeAll(async () => {
  web = await openWeb()
  socketPath = path.join(web.home, 'api.sock')
  app = await startLocalServer(web.deps, socketPath)
})
afterAll(async () => {
  await app.close()
  await web.close()
})

const post = async (url: string, body: unknown) => {
  const headers = { 'content-type': 'application/json' }
  const { status, text } = await ask({ socketPath }, 'POST', url, {
    headers,
    body: JSON.stringify(body),
  })
  const said = JSON.parse(text) as { id?: string; failure?: { code: string } }
  return { status, said, code: said.failure?.code }
}

const begun = async (): Promise<string> => (await post('/api/imports', {})).said.id ?? ''
const add = (id: string, intervals: readonly unknown[]) =>
  post(`/api/imports/${id}/intervals`, { intervals })
const end = (id: string, change: object = {}) =>
  post(`/api/imports/${id}/end`, {
    file: 'lab.pcap',
    firstAt: FIRST_AT,
    lastAt: FIRST_AT + 1_000,
    isBrokenOff: false,
    ...change,
  })

const one = (number: number, change: Partial<Interval> = {}) =>
  intervalOf(number, FIRST_AT + number * 1_000, { drops: null, ...change })

const large = Number.MAX_SAFE_INTEGER
const ways = { sentPackets: large, sentBytes: large, receivedPackets: large, receivedBytes: large }
const both = { packetsAB: large, bytesAB: large, packetsBA: large, bytesBA: large }
/** As many letters as fit, and the number last. */
const word = (length: number, number: number) => String(number).padStart(length, 'x')
const rows = <Row>(count: number, row: (number: number) => Row): Row[] =>
  Array.from({ length: count }, (_, number) => row(number))

/** The longest rows, and as many as there may be. */
const fullest = (number: number): Interval => {
  const sum = { packets: 10 ** 12, bytes: 10 ** 12 }
  return one(number, {
    protocols: rows(importedRows.protocols, (at) => ({
      ...{ protocol: word(16, at), port: 65_535, application: word(16, at), ...sum },
    })),
    devices: rows(importedRows.devices, (at) => ({
      ...{ mac: word(17, at), address: word(45, at), name: '字'.repeat(64), ...ways },
    })),
    destinations: rows(importedRows.destinations, (at) => ({
      ...{ address: word(45, at), name: word(253, at), ...ways },
    })),
    conversations: rows(importedRows.conversations, (at) => ({
      ...{ a: word(45, at), b: word(45, at), ...both },
    })),
    details: rows(importedRows.details, (at) => ({
      application: word(16, at),
      detail: word(24, at),
      count: large,
    })),
  })
}

describe('the API of imports', () => {
  it('makes a capture of what it was sent, and says where it is', async () => {
    const id = await begun()
    expect(await add(id, [one(0)])).toMatchObject({ status: 200 })
    expect(await add(id, [one(1), one(2)])).toMatchObject({ status: 200 })
    expect(await end(id)).toMatchObject({ status: 200, said: { captureId: id } })
    const shown = await ask({ socketPath }, 'GET', `/api/captures/${id}`)
    expect(JSON.parse(shown.text)).toMatchObject({
      state: 'completed',
      file: 'lab.pcap',
      actor: `local:${process.getuid?.()}`,
      traffic: { totals: { packets: 33 } },
    })
  })

  it('takes the largest request that a file may need', async () => {
    const body = (intervals: readonly Interval[]) =>
      Buffer.byteLength(JSON.stringify({ intervals }))
    const id = await begun()
    // One row below the bound, and then the fullest interval.
    const most = rows(IMPORT_INTERVALS_MAX - 1, (number) => one(number))
    const rowsLeft = { destinations: fullest(0).destinations }
    const nearly = [...rows(3, (number) => one(number, rowsLeft)), fullest(3)]
    expect(3 * importedRows.destinations).toBeLessThan(IMPORT_ROWS)
    expect(body([...nearly, fullest(4)])).toBeLessThan(addIntervals.bodyBytesMax ?? 0)
    expect(await add(id, nearly)).toMatchObject({ status: 200 })
    expect(await add(await begun(), most)).toMatchObject({ status: 200 })
  }, 120_000)

  it('has room for the rows that an interval has, one for the others with them', () => {
    expect(importedRows).toEqual({
      protocols: MAX_PROTOCOLS + 1,
      devices: MAX_DEVICES + 1,
      destinations: MAX_DESTINATIONS + 1,
      conversations: MAX_CONVERSATIONS + 1,
      details: MAX_DETAILS + 1,
    })
  })

  const [row] = one(0).destinations
  it.each([
    ['a number below none', { packets: -1 }],
    ['a time beyond those of files', { startedAt: 2 ** 43 }],
    ['an interval beyond the last', { number: 10 ** 6 }],
    ['a name that no column takes', { destinations: [{ ...row, name: 'n'.repeat(254) }] }],
    ['a name in letters that no column takes', { destinations: [{ ...row, name: 'été' }] }],
    ['too many rows', { destinations: rows(importedRows.destinations + 1, () => row) }],
    ['a list that is missing', { details: undefined }],
  ])('refuses %s', async (_, change) => {
    const id = await begun()
    expect(await add(id, [{ ...one(0), ...change }])).toMatchObject({
      status: 400,
      code: 'REQUEST_INVALID',
    })
    expect(await add(id, [one(0)])).toMatchObject({ status: 200 }) // nothing was begun with it
  })

  it.each([
    ['too many intervals', rows(IMPORT_INTERVALS_MAX + 1, (number) => one(number)), 400],
    ['no interval', [], 400],
    ['too large a body', [one(0, { details: rows(70_000, () => one(0).details).flat() })], 413],
  ])('refuses %s', async (_, intervals, status) => {
    const code = status === 413 ? 'REQUEST_TOO_LARGE' : 'REQUEST_INVALID'
    expect(await add(await begun(), intervals)).toMatchObject({ status, code })
  })

  it.each([
    ['no name', { file: '' }],
    ['a name that is too long', { file: 'n'.repeat(256) }],
    ['an end before the beginning', { lastAt: FIRST_AT - 1 }],
  ])('refuses an end with %s', async (_, change) => {
    expect(await end(await begun(), change)).toMatchObject({ status: 400 })
  })

  it('says of an id that it does not know to send the file again', async () => {
    for (const reply of [await add(newId(), [one(0)]), await end(newId())]) {
      expect(reply).toMatchObject({ status: 409, code: 'IMPORT_UNKNOWN' })
      expect(JSON.stringify(reply.said)).toContain('again')
    }
    expect(await add('x', [one(0)])).toMatchObject({ status: 400 })
  })

  it('mails the report of a capture, and of none that it does not know', async () => {
    const id = await begun()
    await add(id, [one(0)])
    await end(id)
    const { status, said } = await post(`/api/captures/${id}/mail`, { to: [] })
    expect(status).toBe(200)
    expect(said).toMatchObject({ recipients: ['admin@vigie.internal'] })
    const unknown = await post(`/api/captures/${newId()}/mail`, { to: [] })
    expect(unknown).toMatchObject({ status: 404, code: 'CAPTURE_UNKNOWN' })
  })
})

import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createClient, type Exchange } from '../../src/web/api/client.ts'
import { endpoint, nothing } from '../../src/web/api/endpoint.ts'

const answer = z.object({ name: z.string() })
const show = endpoint({
  method: 'GET',
  path: '/api/things/:name/parts/:id',
  summary: 'Show',
  params: z.object({ name: z.string(), id: z.string() }),
  query: z.object({ limit: z.coerce.number().optional(), text: z.string().optional() }),
  body: nothing,
  answer,
})
const add = endpoint({
  method: 'POST',
  path: '/api/things',
  summary: 'Add',
  params: nothing,
  query: nothing,
  body: z.object({ name: z.string() }),
  answer,
})

type Request = Parameters<Exchange>[0]

/** A client whose daemon answers `reply`, and what it was asked. */
const client = (reply: unknown = { name: 'x' }, status = 200) => {
  const asked: Request[] = []
  const ask = createClient(async (request) => {
    asked.push(request)
    return { status, text: typeof reply === 'string' ? reply : JSON.stringify(reply) }
  })
  return { ask, asked }
}

describe('what the client asks', () => {
  it('has its parameters in the path, each kept within its part', async () => {
    const { ask, asked } = client()
    await ask(show, { params: { name: '../a b?c#d', id: 'é/%2f' } })
    expect(asked[0]?.path).toBe('/api/things/..%2Fa%20b%3Fc%23d/parts/%C3%A9%2F%252f')
  })

  it('has a query of what was given, and none where nothing was', async () => {
    const { ask, asked } = client()
    const params = { name: 'a', id: '1' }
    await ask(show, { params, query: { limit: 5, text: 'a&b=c +é' } })
    await ask(show, { params, query: { limit: undefined } })
    await ask(show, { params })
    expect(asked.map(({ path }) => path)).toEqual([
      '/api/things/a/parts/1?limit=5&text=a%26b%3Dc+%2B%C3%A9',
      '/api/things/a/parts/1',
      '/api/things/a/parts/1',
    ])
  })

  it('has a body where it is posted, also an empty one, and else none', async () => {
    const { ask, asked } = client()
    await ask(add, { body: { name: 'é' } })
    await ask(add)
    await ask(show, { params: { name: 'a', id: '1' } })
    expect(asked.map(({ method, body }) => [method, body])).toEqual([
      ['POST', '{"name":"é"}'],
      ['POST', '{}'],
      ['GET', undefined],
    ])
  })
})

describe('what the client is answered', () => {
  it('is what the schema says, without fields that it does not know', async () => {
    expect(await client({ name: 'x', more: 1 }).ask(add)).toEqual({ name: 'x' })
  })

  it('is thrown as the failure that it was at the daemon, with its code and values', async () => {
    const failure = { code: 'CAPTURE_UNKNOWN', values: { id: 'x' } }
    await expect(client({ failure, message: 'no' }, 404).ask(add)).rejects.toMatchObject({
      name: 'Failure',
      code: 'CAPTURE_UNKNOWN',
      values: { id: 'x' },
      exitStatus: 2,
    })
  })

  it.each(['NOT_INVENTED_YET', 'toString', 'constructor', ''])(
    'is a failure of Vigie itself where its code %j is unknown, with the sentence that came',
    async (code) => {
      const refusal = client({ failure: { code, values: {} }, message: 'a new reason' }, 400)
      await expect(refusal.ask(add)).rejects.toMatchObject({
        code: 'INTERNAL',
        values: { reason: 'a new reason', reference: code },
      })
    },
  )

  it.each([
    ['no JSON', 'Bad gateway', 502],
    ['another shape', { name: 7 }, 200],
    ['a refusal of another shape', { error: 'x' }, 500],
  ])('is never passed on where it is %s', async (_, reply, status) => {
    await expect(client(reply, status).ask(add)).rejects.toMatchObject({
      code: 'ANSWER_UNREADABLE',
      values: { request: 'POST /api/things' },
    })
  })
})

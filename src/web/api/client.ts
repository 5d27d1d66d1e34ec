import { z } from 'zod'
import { Failure, failureOf, reasonOf } from '../../base/failure.ts'
import { type FailureCode, failureCatalogue } from '../../base/failure-catalogue.ts'
import type { Download } from './download.ts'
import { type Answered, type Asked, type Endpoint, failureAnswer } from './endpoint.ts'

/** One exchange with the daemon, however it is reached. */
export type Exchange = (request: {
  readonly method: string
  /** With its query. */
  readonly path: string
  /** JSON, or undefined. */
  readonly body: string | undefined
}) => Promise<{ readonly status: number; readonly text: string }>

/** One exchange whose answer is taken as it comes. Iterating throws where it breaks off before its end. */
export type StreamExchange = (request: {
  readonly path: string
}) => Promise<{ readonly status: number; readonly body: AsyncIterable<Uint8Array> }>

type Input<One extends Endpoint> = Partial<Asked<One>>

/** Asks the daemon. What it refuses comes back as the Failure that it was there; what cannot be read is ANSWER_UNREADABLE. */
export type Client = <One extends Endpoint>(one: One, input?: Input<One>) => Promise<Answered<One>>

export const createClient =
  (exchange: Exchange): Client =>
  async (one, input = {}) => {
    const { status, text } = await exchange({
      method: one.method,
      path: pathOf(one.path, input.params, input.query),
      body: one.method === 'POST' ? JSON.stringify(input.body ?? {}) : undefined,
    })
    return read(one, () => {
      if (status < 400) return one.answer.parse(JSON.parse(text)) as Answered<typeof one>
      throw refusalIn(text)
    })
  }

/** Fetches bytes from the daemon, chunk by chunk. What it refuses comes back as the Failure that it was there. */
export type Fetch = <One extends Download>(
  one: One,
  input: { readonly params?: z.input<One['params']>; readonly query?: z.input<One['query']> },
) => Promise<AsyncIterable<Uint8Array>>

export const createFetch =
  (exchange: StreamExchange): Fetch =>
  async (one, { params, query }) => {
    const { status, body } = await exchange({ path: pathOf(one.path, params, query) })
    if (status < 400) return body
    const chunks: Uint8Array[] = []
    for await (const chunk of body) chunks.push(chunk)
    return read(one, () => {
      throw refusalIn(Buffer.concat(chunks).toString('utf8'))
    })
  }

/** An answer of another shape is one of another version, or of another program. */
const read = <Result>(
  { method, path }: Pick<Endpoint, 'method' | 'path'>,
  from: () => Result,
): Result => {
  try {
    return from()
  } catch (thrown) {
    if (failureOf(thrown) !== undefined) throw thrown
    const values = { request: `${method} ${path}`, reason: shortReasonOf(thrown) }
    throw new Failure('ANSWER_UNREADABLE', values, { cause: thrown })
  }
}

/** A schema complains of every field; the first one is enough for a sentence. */
const shortReasonOf = (thrown: unknown): string => {
  const [issue] = thrown instanceof z.ZodError ? thrown.issues : []
  return issue === undefined ? reasonOf(thrown) : `${issue.path.join('.')}: ${issue.message}`
}

const refusalIn = (text: string): Failure => {
  const { failure, message } = failureAnswer.parse(JSON.parse(text))
  return Object.hasOwn(failureCatalogue, failure.code)
    ? Failure.from({ code: failure.code as FailureCode, values: failure.values })
    : new Failure('INTERNAL', { reason: message, reference: failure.code })
}

const pathOf = (path: string, params: unknown, query: unknown): string => {
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String((params as Record<string, unknown> | undefined)?.[name] ?? '')),
  )
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>)) {
    if (value !== undefined) search.set(name, String(value))
  }
  return search.size === 0 ? filled : `${filled}?${search}`
}

import { Failure } from '../../base/failure.ts'
import { type FailureCode, failureCodes } from '../../base/failure-codes.ts'
import { type Answered, type Asked, type Endpoint, failureAnswer } from './endpoint.ts'

/** One exchange with the daemon, however it is reached. */
export type Exchange = (request: {
  readonly method: string
  /** With its query. */
  readonly path: string
  /** JSON, or undefined. */
  readonly body: string | undefined
}) => Promise<{ readonly status: number; readonly text: string }>

type Input<One extends Endpoint> = Partial<Asked<One>>

/** Asks the daemon. What it refuses comes back as the Failure that it was there. */
export type Client = <One extends Endpoint>(one: One, input?: Input<One>) => Promise<Answered<One>>

export const createClient =
  (exchange: Exchange): Client =>
  async (one, input = {}) => {
    const { status, text } = await exchange({
      method: one.method,
      path: pathOf(one.path, input.params, input.query),
      body: one.method === 'POST' ? JSON.stringify(input.body ?? {}) : undefined,
    })
    const json: unknown = JSON.parse(text)
    if (status < 400) return one.answer.parse(json) as Answered<typeof one>
    const { failure, message } = failureAnswer.parse(json)
    if (!Object.hasOwn(failureCodes, failure.code)) {
      throw new Failure('INTERNAL', { reason: message, reference: failure.code })
    }
    throw new Failure(failure.code as FailureCode, failure.values)
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

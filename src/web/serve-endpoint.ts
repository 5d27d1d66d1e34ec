import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { newCommandId } from '../base/ids.ts'
import type { CommandContext } from '../events/index.ts'
import type { Answered, Endpoint } from './api/endpoint.ts'

/** A request whose parts have been checked by the endpoint's schemas. */
type Checked<One extends Endpoint> = {
  readonly params: z.output<One['params']>
  readonly query: z.output<One['query']>
  readonly body: z.output<One['body']>
  /** Who asks, and under which command: a repeated request with the same Idempotency-Key is the same command. */
  readonly context: CommandContext
}

/** Serves one endpoint. */
export type Serve = <One extends Endpoint>(
  one: One,
  handle: (request: Checked<One>) => Promise<z.input<One['answer']>>,
) => void

/** A key that somebody else chose: bounded, so that the log stays small. */
const IDEMPOTENCY_KEY = /^[\w.:-]{8,100}$/

export const serveOn =
  (app: FastifyInstance, now: () => number): Serve =>
  (one, handle) => {
    const { method, path, summary, params, query, body, bodyBytesMax, answer } = one
    const hasBody = method === 'POST'
    app.route({
      method,
      url: path,
      ...(bodyBytesMax === undefined ? {} : { bodyLimit: bodyBytesMax }),
      schema: {
        summary,
        params,
        querystring: query,
        ...(hasBody ? { body } : {}),
        response: { 200: answer },
      },
      handler: async (request): Promise<Answered<typeof one>> =>
        (await handle({
          params: request.params as never,
          query: request.query as never,
          body: request.body as never,
          context: { commandId: commandId(request), actor: request.actor, now: now() },
        })) as Answered<typeof one>,
    })
  }

/** A key names one intent at one address: the same key asked elsewhere is another command. */
const commandId = (request: FastifyRequest): string => {
  const key = request.headers['idempotency-key']
  return typeof key === 'string' && IDEMPOTENCY_KEY.test(key)
    ? `${request.actor}/${key}${request.url}`
    : newCommandId()
}

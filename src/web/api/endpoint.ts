import { z } from 'zod'
import { failureSchema } from '../../base/failure-schema.ts'
import { idField } from '../../base/fields.ts'

/**
 * One thing that the daemon can be asked for, described once: the server checks requests and answers by it, the client is typed by it,
 * and OpenAPI is written from it. Parts that an endpoint does not have are empty objects.
 */
export type Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> = {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** As Fastify writes it: '/api/captures/:id'. */
  readonly path: string
  readonly summary: string
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /** How large a body may be, where it may be larger than ids and settings are. */
  readonly bodyBytesMax?: number
  readonly answer: Answer
}

/** What an endpoint is asked with. */
export type Asked<One extends Endpoint> = {
  readonly params: z.input<One['params']>
  readonly query: z.input<One['query']>
  readonly body: z.input<One['body']>
}

export type Answered<One extends Endpoint> = z.output<One['answer']>

export const nothing = z.object({})

export const endpoint = <
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(
  one: Endpoint<Params, Query, Body, Answer>,
): Endpoint<Params, Query, Body, Answer> => one

/** An id of ours, in a path. */
export const idParams = z.object({ id: idField })

export const limitQuery = z.object({ limit: z.coerce.number().int().min(1).max(1_000).default(50) })

/** A failure as it crosses the socket. */
export const failureAnswer = z.object({
  failure: z.object({
    code: z.string(),
    values: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
  /** In English; the client writes its own from code and values. */
  message: z.string(),
})

/** A failure that stands in an answer, because what is asked for ended in it. */
export const failureField = failureSchema.nullable()

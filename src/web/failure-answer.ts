import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { Failure, failureOf, reasonOf } from '../base/failure.ts'
import { newId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import { isDatabaseAway } from '../events/index.ts'

/** How a failure is written for whoever asked. */
export type SendFailure = (failure: Failure, request: FastifyRequest, reply: FastifyReply) => void

/** For a program: the code with its operands, and the sentence in English. */
export const sendFailureObject: SendFailure = (failure, _, reply) => {
  void reply.send({ failure: failure.toData(), message: failure.message })
}

/** Answers whatever a handler threw, and any address that nobody serves, as a failure with its HTTP status. */
export const answerFailures = (
  app: FastifyInstance,
  log: Log,
  mysqlAddress: () => string,
  send: SendFailure,
): void => {
  app.setErrorHandler((thrown, request, reply) => {
    const failure = toFailure(thrown, request, mysqlAddress)
    if (failure.code === 'INTERNAL') {
      const { reference } = failure.values
      log.error({ err: thrown, reference, url: request.url }, 'a request failed')
    }
    send(failure, request, reply.status(failure.httpStatus))
  })
  app.setNotFoundHandler((request, reply) => {
    const failure = new Failure('REQUEST_UNKNOWN', { request: nameOf(request) })
    send(failure, request, reply.status(failure.httpStatus))
  })
}

const nameOf = ({ method, url }: FastifyRequest): string => `${method} ${url}`.slice(0, 200)

const toFailure = (
  thrown: unknown,
  request: FastifyRequest,
  mysqlAddress: () => string,
): Failure => {
  const known = failureOf(thrown)
  if (known !== undefined) return known
  if (hasZodFastifySchemaValidationErrors(thrown)) {
    const [first] = thrown.validation
    const at = first?.instancePath.slice(1).replaceAll('/', '.') ?? ''
    const reason = `${at}: ${first?.message ?? ''}`
    return new Failure('REQUEST_INVALID', { request: nameOf(request), reason })
  }
  if (isDatabaseAway(thrown)) {
    return new Failure('DATABASE_AWAY', { address: mysqlAddress(), reason: reasonOf(thrown) })
  }
  return (
    refusedByServer(thrown, nameOf(request)) ??
    new Failure('INTERNAL', { reason: reasonOf(thrown), reference: newId() })
  )
}

/** What the HTTP server itself refused: too large, too often, no JSON. */
const refusedByServer = (thrown: unknown, request: string): Failure | undefined => {
  if (!(thrown instanceof Error && 'statusCode' in thrown)) return undefined
  const status = Number(thrown.statusCode)
  if (status === 413) return new Failure('REQUEST_TOO_LARGE', { request })
  if (status === 429) return new Failure('REQUESTS_TOO_MANY', { request })
  if (status < 400 || status >= 500) return undefined
  return new Failure('REQUEST_INVALID', { request, reason: reasonOf(thrown) })
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { Failure, failureOf, reasonOf } from '../base/failure.ts'
import { newId } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import { isDatabaseAway } from '../events/index.ts'

/** Turns whatever a handler threw into a failure with its code, its values and its HTTP status. */
export const answerFailure =
  (log: Log, mysqlAddress: () => string) =>
  (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const failure = toFailure(thrown, mysqlAddress)
    if (failure.code === 'INTERNAL') {
      log.error({ err: thrown, reference: failure.values['reference'], url: request.url }, 'failed')
    }
    void reply
      .status(refusalStatus(thrown) ?? failure.httpStatus)
      .send({ failure: failure.toData(), message: failure.message })
  }

/** An address that nobody serves is a failure as any other. */
export const answerUnknownAddress = (request: FastifyRequest, reply: FastifyReply): void => {
  const failure = new Failure('ARGUMENT_INVALID', {
    argument: 'request',
    value: `${request.method} ${request.url}`.slice(0, 200),
    expected: 'an address that /api/openapi.json describes',
  })
  void reply.status(404).send({ failure: failure.toData(), message: failure.message })
}

/** The HTTP status of what the server itself refused: too large, too often, no JSON. */
const refusalStatus = (thrown: unknown): number | undefined => {
  if (!(thrown instanceof Error && 'statusCode' in thrown)) return undefined
  const status = Number(thrown.statusCode)
  return status >= 400 && status < 500 ? status : undefined
}

const toFailure = (thrown: unknown, mysqlAddress: () => string): Failure => {
  const known = failureOf(thrown)
  if (known !== undefined) return known
  if (hasZodFastifySchemaValidationErrors(thrown)) {
    const [first] = thrown.validation
    return new Failure('ARGUMENT_INVALID', {
      argument: first?.instancePath.slice(1).replaceAll('/', '.') ?? '',
      value: '…',
      expected: first?.message ?? 'valid',
    })
  }
  if (isDatabaseAway(thrown)) {
    return new Failure('DATABASE_AWAY', { address: mysqlAddress(), reason: reasonOf(thrown) })
  }
  if (refusalStatus(thrown) !== undefined) {
    return new Failure('ARGUMENT_INVALID', {
      argument: 'request',
      value: '…',
      expected: reasonOf(thrown),
    })
  }
  return new Failure('INTERNAL', { reason: reasonOf(thrown), reference: newId() })
}

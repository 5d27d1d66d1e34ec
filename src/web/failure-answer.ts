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
      .status(failure.httpStatus)
      .send({ failure: failure.toData(), message: failure.message })
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
  if (thrown instanceof Error && 'statusCode' in thrown && Number(thrown.statusCode) < 500) {
    return new Failure('ARGUMENT_INVALID', {
      argument: 'request',
      value: '…',
      expected: reasonOf(thrown),
    })
  }
  return new Failure('INTERNAL', { reason: reasonOf(thrown), reference: newId() })
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Database } from '../events/index.ts'
import { ADMINISTRATOR, passwordChangedAt } from '../services/accounts/index.ts'

/** Sends whoever has not signed in, or not since the password was changed, to the page where one can. */
export const requireSignIn =
  (db: Database) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const since = request.session.get('passwordSince')
    const valid = since !== undefined && since === (await passwordChangedAt(db, ADMINISTRATOR))
    return valid ? undefined : reply.redirect('/login')
  }

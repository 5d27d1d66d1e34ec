import type { FastifyReply, FastifyRequest } from 'fastify'

/** Sends whoever has not signed in to the page where one can. */
export const requireSignIn = async (
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> =>
  request.session.get('account') === undefined ? reply.redirect('/login') : undefined

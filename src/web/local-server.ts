import { chmod, rm } from 'node:fs/promises'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod'
import { Failure } from '../base/failure.ts'
import { mysqlAddress, type WebDependencies } from './dependencies.ts'
import { answerFailures, sendFailureObject } from './failure-answer.ts'
import { downloads, routes } from './routes/index.ts'
import { serveDownloadOn } from './serve-download.ts'
import { serveOn } from './serve-endpoint.ts'

/** Requests are ids and settings; the largest is far below (bytes). What carries more says so (`bodyBytesMax`). */
const BODY_BYTES_MAX = 65_536

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, as events record it. */
    actor: string
  }
}

/**
 * The API on a Unix socket. Whoever may open it is known by uid: root and the user that runs the daemon may command, nobody else, which
 * the socket's mode says and each request checks.
 */
export const startLocalServer = async (
  deps: WebDependencies,
  socketPath: string,
): Promise<FastifyInstance> => {
  const app = Fastify({ bodyLimit: BODY_BYTES_MAX, logger: false })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  answerFailures(app, deps.log, () => mysqlAddress(deps), sendFailureObject)
  app.decorateRequest('actor', '')
  app.addHook('onRequest', async (request) => {
    const uid = deps.peerUid(request.raw.socket)
    if (uid !== 0 && uid !== process.getuid?.()) {
      throw new Failure('NOT_ALLOWED', { uid: String(uid ?? '?') })
    }
    request.actor = `local:${uid}`
  })
  await app.register(swagger, {
    openapi: { info: { title: 'Vigie', version: deps.situation().version } },
    transform: jsonSchemaTransform,
  })
  await app.register(async (scope) => {
    for (const serve of routes) serve(serveOn(scope, deps.clock.now), deps)
    for (const serve of downloads) serve(serveDownloadOn(scope), deps)
    scope.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  })
  await rm(socketPath, { force: true }) // a daemon that was killed leaves its socket behind
  await app.listen({ path: socketPath })
  await chmod(socketPath, 0o600)
  return app
}

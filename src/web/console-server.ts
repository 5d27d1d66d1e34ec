import { isIP, isIPv6 } from 'node:net'
import { hostname } from 'node:os'
import formBody from '@fastify/formbody'
import rateLimit from '@fastify/rate-limit'
import secureSession from '@fastify/secure-session'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { Failure } from '../base/failure.ts'
import { listenFailure } from '../base/listen-failure.ts'
import { mysqlAddress, type WebDependencies } from './dependencies.ts'
import { answerFailures } from './failure-answer.ts'
import { jobBoard } from './job-board.ts'
import { sendFailurePage } from './pages/failure.ts'
import { pageRoutes } from './pages/routes.ts'
import { requireSignIn } from './sign-in.ts'

const BODY_BYTES_MAX = 16_384
/** A session ends this long after the sign-in, in seconds; a new password ends it at once. */
const SESSION_SECONDS = 12 * 3_600

declare module '@fastify/secure-session' {
  interface SessionData {
    /** Who signed in; absent before that. */
    account: string
    /** When the password that it was opened with was set, in ms. */
    passwordSince: number
  }
}

/** Pages of ours load nothing from elsewhere and run no script. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

/**
 * The console over HTTP: sign in, what was captured, the reports, the job board. Bound to the loopback address unless configured
 * otherwise. Throws what `listenFailure` makes.
 */
export const startConsoleServer = async (
  deps: WebDependencies,
  sessionKey: Buffer,
): Promise<{ readonly app: FastifyInstance; readonly address: string }> => {
  const { host, port } = deps.config.web
  const app = Fastify({ bodyLimit: BODY_BYTES_MAX, logger: false })
  answerFailures(app, deps.log, () => mysqlAddress(deps), sendFailurePage)
  await app.register(formBody)
  await app.register(rateLimit, { global: false })
  await app.register(secureSession, {
    key: sessionKey,
    cookieName: 'vigie',
    expiry: SESSION_SECONDS,
    cookie: { path: '/', httpOnly: true, sameSite: 'strict', maxAge: SESSION_SECONDS },
  })
  app.addHook('onRequest', refuseForeignNames)
  app.addHook('onRequest', refuseForeignOrigins)
  app.addHook('onSend', async (request, reply) => {
    void reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer')
    if (!request.url.startsWith('/jobs')) {
      void reply.header('content-security-policy', PAGE_POLICY)
    }
  })
  await app.register(async (scope) => pageRoutes(scope, deps))
  await app.register(async (scope) => {
    scope.addHook('onRequest', requireSignIn(deps.db))
    await jobBoard(scope, deps.queues)
  })
  try {
    await app.listen({ host, port })
  } catch (thrown) {
    throw listenFailure(thrown, { host, port, hostSetting: 'web.host', portSetting: 'web.port' })
  }
  const bound = app.server.address()
  const at = typeof bound === 'object' && bound !== null ? bound : { address: host, port }
  return {
    app,
    address: `http://${isIPv6(at.address) ? `[${at.address}]` : at.address}:${at.port}`,
  }
}

/** A name that somebody else pointed at our address (DNS rebinding) is none of ours: an address, localhost and the host's name are. */
const refuseForeignNames = async (request: FastifyRequest): Promise<void> => {
  const host = request.headers.host ?? ''
  const name = URL.parse(`http://${host}`)?.hostname ?? ''
  const ours = isIP(name.replace(/^\[|\]$/g, '')) !== 0 || ['localhost', hostname()].includes(name)
  if (!ours) throw new Failure('HOST_FOREIGN', { host: host.slice(0, 200) })
}

/** A form or script of another site must not act with this browser's session. */
const refuseForeignOrigins = async (request: FastifyRequest): Promise<void> => {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const { origin, host } = request.headers
  if (origin === undefined || URL.parse(origin)?.host === host) return
  throw new Failure('ORIGIN_FOREIGN', { origin: origin.slice(0, 200) })
}

import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { Failure } from '../../base/failure.ts'
import { formatter, machineTimeZone } from '../../base/format.ts'
import { ID_PATTERN } from '../../base/ids.ts'
import { translator } from '../../base/text.ts'
import { checkPassword, passwordChangedAt } from '../../services/accounts/index.ts'
import { listCaptures } from '../../services/capture/index.ts'
import { listReports } from '../../services/report/index.ts'
import type { WebDependencies } from '../dependencies.ts'
import { requireSignIn } from '../sign-in.ts'
import { homePage } from './home.ts'
import { languageOf } from './language.ts'
import { loginPage } from './login.ts'

/** Attempts a minute from one address: a person mistypes, a machine guesses. */
const LOGIN_ATTEMPTS = 10
const ROWS = 20

const loginForm = z.object({ name: z.string().max(64), password: z.string().max(200) })

/** The pages: sign in, sign out, the overview, one report. */
export const pageRoutes = (app: FastifyInstance, deps: WebDependencies): void => {
  const { db, config, reports } = deps
  const signedIn = requireSignIn(db)
  const timeZone = config.timeZone || machineTimeZone()

  app.get('/login', async (request, reply) =>
    reply.type('text/html').send(loginPage(translator(languageOf(request.headers)), false)),
  )

  app.post(
    '/login',
    { config: { rateLimit: { max: LOGIN_ATTEMPTS, timeWindow: 60_000 } } },
    async (request, reply) => {
      const form = loginForm.safeParse(request.body)
      const known = form.success && (await checkPassword(db, form.data.name, form.data.password))
      if (!known) {
        deps.log.warn({ address: request.ip }, 'a sign-in was refused')
        const t = translator(languageOf(request.headers))
        return reply.status(401).type('text/html').send(loginPage(t, true))
      }
      request.session.regenerate()
      request.session.set('account', form.data.name)
      request.session.set('passwordSince', await passwordChangedAt(db, form.data.name))
      return reply.redirect('/')
    },
  )

  app.post('/logout', async (request, reply) => {
    request.session.delete()
    return reply.redirect('/login')
  })

  app.get('/', { onRequest: signedIn }, async (request, reply) => {
    const language = languageOf(request.headers)
    const page = homePage(
      { captures: await listCaptures(db, ROWS), reports: await listReports(db, ROWS) },
      translator(language),
      formatter(language, timeZone),
      language,
    )
    return reply.type('text/html').send(page)
  })

  app.get('/reports/:id', { onRequest: signedIn }, async (request, reply) => {
    const { id } = z.object({ id: z.string() }).parse(request.params)
    if (!ID_PATTERN.test(id)) throw new Failure('REPORT_UNKNOWN', { id: id.slice(0, 80) })
    return reply.type('text/html').send((await reports.forms(id)).html)
  })
}

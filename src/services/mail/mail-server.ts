import type { Readable } from 'node:stream'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import type { Clock } from '../../base/clock.ts'
import { listenFailure } from '../../base/listen-failure.ts'
import type { Log } from '../../base/log.ts'
import type { Appender } from '../../events/index.ts'
import { domainOf } from './address.ts'
import { keepMessage } from './mailbox.ts'

/** The largest message that is taken in, in bytes: a report with its pictures is far below. */
const MAX_MESSAGE_BYTES = 25 * 1024 * 1024
/** A message is kept once for each recipient. */
const MAX_RECIPIENTS = 20
/** RFC 5321 section 4.5.3.1.1: at most 64 octets; another could never be kept, and the sender would try for days. */
const MAILBOX = /^[\x21-\x7e]{1,64}$/
/** Connections at once; more wait in the kernel's queue. */
const MAX_CLIENTS = 50
const IDLE_TIMEOUT_MS = 60_000
/** A sender gets this long to finish when Vigie stops; unanswered, it sends again later. */
const CLOSE_MS = 2_000

export type MailServerSettings = {
  readonly host: string
  readonly port: number
  /** The one domain whose mail is kept; nothing is relayed. */
  readonly domain: string
}

export type MailServer = {
  readonly port: number
  readonly close: () => Promise<void>
}

/**
 * Listens for mail to the local domain. A message is committed before its 250; while the database is away the answer is 451, and the
 * sender tries again. Throws what `listenFailure` makes.
 */
export const startMailServer = async (
  settings: MailServerSettings,
  appender: Appender,
  clock: Clock,
  log: Log,
): Promise<MailServer> => {
  const { host, port, domain } = settings
  const server = new SMTPServer({
    banner: 'Vigie',
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: MAX_MESSAGE_BYTES,
    maxClients: MAX_CLIENTS,
    socketTimeout: IDLE_TIMEOUT_MS,
    closeTimeout: CLOSE_MS,
    disableReverseLookup: true,
    logger: false,
    onRcptTo: (address, session, done) => {
      if (domainOf(address.address).toLowerCase() !== domain) {
        return done(smtpError(550, `5.7.1 only mail for ${domain} is taken here`))
      }
      if (!MAILBOX.test(mailboxOf(address.address))) {
        return done(smtpError(550, '5.1.1 no such mailbox'))
      }
      if (session.envelope.rcptTo.length >= MAX_RECIPIENTS) {
        return done(smtpError(452, '4.5.3 too many recipients'))
      }
      done()
    },
    onData: (stream, session, done) => {
      receive(stream, session).then(
        () => done(null, '2.0.0 kept'),
        (thrown: unknown) => {
          log.warn({ err: thrown }, 'a message was not kept')
          done(thrown instanceof SmtpRefusal ? thrown : smtpError(451, '4.3.0 try again later'))
        },
      )
    },
  })
  server.on('error', (thrown: Error) => log.warn({ err: thrown }, 'the mail listener failed'))

  const receive = async (
    stream: Readable & { readonly sizeExceeded?: boolean },
    session: SMTPServerSession,
  ): Promise<void> => {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of stream) {
      size += (chunk as Buffer).length
      if (size <= MAX_MESSAGE_BYTES) chunks.push(chunk as Buffer)
    }
    if (size > MAX_MESSAGE_BYTES) throw smtpError(552, '5.3.4 the message is too large')
    const sender = session.envelope.mailFrom
    for (const { address } of session.envelope.rcptTo) {
      await keepMessage(appender, {
        mailbox: mailboxOf(address),
        envelopeFrom: sender === false ? '' : sender.address,
        source: Buffer.concat(chunks),
        now: clock.now(),
      })
    }
  }

  const bound = await new Promise<number>((resolve, reject) => {
    const settings = { hostSetting: 'mail.smtpHost', portSetting: 'mail.smtpPort' }
    server.server.once('error', (thrown) =>
      reject(listenFailure(thrown, { host, port, ...settings })),
    )
    server.listen(port, host, () => {
      const address = server.server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
  return { port: bound, close: () => new Promise((resolve) => server.close(() => resolve())) }
}

const mailboxOf = (address: string): string =>
  address.slice(0, address.lastIndexOf('@')).toLowerCase()

/** A refusal with its SMTP reply code. */
class SmtpRefusal extends Error {
  readonly responseCode: number

  constructor(responseCode: number, message: string) {
    super(message)
    this.responseCode = responseCode
  }
}

const smtpError = (code: number, text: string): SmtpRefusal => new SmtpRefusal(code, text)

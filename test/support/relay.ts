import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import { sleep } from './until.ts'

type RelayMail = {
  readonly from: string
  readonly to: readonly string[]
  readonly source: string
}

/** A mail server of somebody else's, on the loopback. */
export type Relay = {
  readonly url: string
  /** What it has taken, in order. */
  readonly taken: readonly RelayMail[]
  /** How often a recipient was named to it. */
  readonly asked: () => number
  /** Answers every recipient with this from now on; undefined: takes all. */
  readonly refuseWith: (reply: { readonly code: number; readonly text: string } | undefined) => void
  /** Waits so long before it says that it has taken a mail, from now on (ms). */
  readonly delay: (milliseconds: number) => void
  /** Calls back as soon as a mail was taken and its 250 sent. */
  readonly onTaken: (listener: (mail: RelayMail) => void) => void
  readonly close: () => Promise<void>
}

class Refusal extends Error {
  readonly responseCode: number

  constructor(code: number, text: string) {
    super(text)
    this.responseCode = code
  }
}

export const startRelay = async (port = 0): Promise<Relay> => {
  const taken: RelayMail[] = []
  const listeners: ((mail: RelayMail) => void)[] = []
  let delayMs = 0
  let asked = 0
  let refusal: Refusal | undefined
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onRcptTo: (_, __, done) => {
      asked++
      done(refusal)
    },
    onData: (stream, { envelope }, done) => {
      buffer(stream).then(async (source) => {
        const { mailFrom, rcptTo } = envelope
        const mail = {
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          source: source.toString('latin1'),
        }
        if (delayMs > 0) await sleep(delayMs)
        taken.push(mail)
        done(null)
        for (const listener of listeners) listener(mail)
      }, done)
    },
  })
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    taken,
    asked: () => asked,
    refuseWith: (reply) => {
      refusal = reply && new Refusal(reply.code, reply.text)
    },
    delay: (milliseconds) => {
      delayMs = milliseconds
    },
    onTaken: (listener) => listeners.push(listener),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

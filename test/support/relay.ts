import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

export type RelayMail = {
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
      buffer(stream).then((source) => {
        const { mailFrom, rcptTo } = envelope
        taken.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          source: source.toString('latin1'),
        })
        done(null)
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
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

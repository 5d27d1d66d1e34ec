import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, expect, it } from 'vitest'
import {
  checkReachable,
  type OutboundSettings,
  sendMessage,
} from '../../../src/services/mail/index.ts'

type Taken = { readonly from: string; readonly to: readonly string[]; readonly source: string }

let servers: SMTPServer[] = []
afterEach(async () => {
  await Promise.all(servers.map((server) => new Promise<void>((done) => server.close(done))))
  servers = []
})

/** A mail server of somebody else; `refuse` answers its recipients with these codes. */
const startServer = async (refuse: { readonly [address: string]: number } = {}) => {
  const taken: Taken[] = []
  const options: SMTPServerOptions = {
    disabledCommands: ['AUTH', 'STARTTLS'],
    closeTimeout: 100,
    onRcptTo: ({ address }, _, done) => {
      const code = refuse[address]
      done(code === undefined ? null : Object.assign(new Error('no'), { responseCode: code }))
    },
    onData: (stream, { envelope }, done) => {
      let source = ''
      stream.on('data', (chunk) => {
        source += chunk
      })
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        taken.push({ from, to: envelope.rcptTo.map(({ address }) => address), source })
        done(null)
      })
    },
  }
  const server = new SMTPServer(options)
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.server.address()
  return { taken, port: typeof address === 'object' && address !== null ? address.port : 0 }
}

const settings = (localPort: number, relayPort?: number): OutboundSettings => ({
  domain: 'vigie.internal',
  localHost: '127.0.0.1',
  localPort,
  relayUrl: relayPort === undefined ? undefined : `smtp://127.0.0.1:${relayPort}`,
  sender: 'vigie@vigie.internal',
})

const source = Buffer.from('Subject: r\r\n\r\n.dot\r\nbytes\r\n')
const message = (...recipients: string[]) => ({ reportId: '000000000001', recipients, source })
const [LOCAL, FOREIGN, OTHER] = ['admin@vigie.internal', 'b@example.org', 'c@example.org']

it('takes local mail to its own listener and all other mail to the relay, byte for byte', async () => {
  const local = await startServer()
  const relay = await startServer()
  await sendMessage(message(LOCAL, FOREIGN, OTHER), settings(local.port, relay.port))
  const from = 'vigie@vigie.internal'
  expect(local.taken).toEqual([{ from, to: [LOCAL], source: String(source) }])
  expect(relay.taken).toEqual([{ from, to: [FOREIGN, OTHER], source: String(source) }])
})

it('is refused for good where a server answers 5xx', async () => {
  const relay = await startServer({ [FOREIGN]: 550 })
  await expect(sendMessage(message(FOREIGN), settings(1, relay.port))).rejects.toMatchObject({
    code: 'MAIL_REFUSED',
    values: { server: `127.0.0.1:${relay.port}`, recipients: FOREIGN },
  })
})

it('is deferred where a server answers 4xx, and where none is there', async () => {
  const relay = await startServer({ [FOREIGN]: 450 })
  const deferred = { code: 'MAIL_DEFERRED', exitStatus: 1 }
  await expect(sendMessage(message(FOREIGN), settings(1, relay.port))).rejects.toMatchObject(
    deferred,
  )
  await expect(sendMessage(message(LOCAL), settings(1))).rejects.toMatchObject(deferred)
})

it('does not count as sent while one of several recipients was refused', async () => {
  const relay = await startServer({ [OTHER]: 550 })
  const sending = sendMessage(message(FOREIGN, OTHER), settings(1, relay.port))
  await expect(sending).rejects.toMatchObject({
    code: 'MAIL_REFUSED',
    values: { recipients: OTHER },
  })
  expect(relay.taken).toMatchObject([{ to: [FOREIGN] }])
})

it('is deferred while one of several recipients is put off, although another is refused', async () => {
  const relay = await startServer({ [FOREIGN]: 550, [OTHER]: 451 })
  const sending = sendMessage(message(FOREIGN, OTHER, 'd@example.org'), settings(1, relay.port))
  await expect(sending).rejects.toMatchObject({ code: 'MAIL_DEFERRED' })
})

it('is refused before anything is sent where an address cannot be reached at all', async () => {
  const local = await startServer()
  const refused = { code: 'RELAY_NOT_CONFIGURED', exitStatus: 2 }
  expect(() => checkReachable(FOREIGN, settings(local.port))).toThrow(
    expect.objectContaining(refused),
  )
  await expect(sendMessage(message(LOCAL, FOREIGN), settings(local.port))).rejects.toMatchObject(
    refused,
  )
  expect(local.taken).toEqual([])
})

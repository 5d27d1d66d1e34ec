import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../../../src/base/clock.ts'
import {
  findMessage,
  listMessages,
  type MailServer,
  startMailServer,
} from '../../../src/services/mail/index.ts'
import { log, type OpenVigie, openVigie } from '../../workers/open-vigie.ts'
import { SmtpClient } from './smtp-client.ts'

const MIB = 1024 * 1024

let vigie: OpenVigie
let server: MailServer
let clients: SmtpClient[] = []
beforeAll(async () => {
  vigie = await openVigie()
  const settings = { host: '127.0.0.1', port: 0, domain: 'vigie.internal' }
  server = await startMailServer(settings, vigie.appender, systemClock, log)
})
afterEach(() => {
  for (const client of clients) client.close()
  clients = []
})
afterAll(async () => {
  await server.close()
  await vigie.close()
})

const open = async (): Promise<SmtpClient> => {
  const client = await SmtpClient.open(server.port)
  clients.push(client)
  return client
}

let count = 0
/** A mailbox that no other test has. */
const mailbox = (): string => `box${count++}`
const addressOf = (name: string) => `${name}@vigie.internal`
const list = (name: string) => listMessages(vigie.db, name, 100)

const send = async (name: string, source: string | Buffer) =>
  (await open()).send([addressOf(name)], source)

const message = (headers: string, body = 'Hello.\r\n'): string =>
  `From: Anna <anna@example.org>\r\nTo: ${addressOf('x')}\r\n${headers}\r\n\r\n${body}`

it('keeps a message as it came, byte for byte, before it says 250', async () => {
  const name = mailbox()
  const source = Buffer.concat([
    Buffer.from(message('Subject: Caf\u00e9', 'dots\r\n..two\r\n')),
    Buffer.from([0x80, 0xff, 0xfe, 0x0d, 0x0a]), // no text in any encoding
  ])
  expect(await send(name, source)).toMatchObject({ code: 250 })
  const [row] = await list(name)
  expect(row).toMatchObject({
    from: 'Anna <anna@example.org>',
    to: 'x@vigie.internal',
    subject: 'Caf\u00e9',
  })
  const kept = await findMessage(vigie.db, name, row?.id ?? '')
  // The transfer takes one of two leading dots away, and adds the line end before the last dot.
  const unstuffed = Buffer.from(source.toString('latin1').replace('\r\n..', '\r\n.'), 'latin1')
  expect(kept.source.subarray(0, unstuffed.length).equals(unstuffed)).toBe(true)
  expect(kept.bytes).toBe(kept.source.length)
  const [event] = await vigie.reader.readStream(`message-${kept.id}`)
  const sha256 = createHash('sha256').update(kept.source).digest('hex')
  expect(event?.data).toEqual({ messageId: kept.id, mailbox: name, size: kept.bytes, sha256 })
})

it('keeps the same bytes once for a mailbox, and once for each of two', async () => {
  const [one, two] = [mailbox(), mailbox()]
  const source = message('Subject: twice')
  expect((await send(one, source)).code).toBe(250)
  expect((await send(one, source)).code).toBe(250)
  const both = await (await open()).send([addressOf(one), addressOf(two.toUpperCase())], source)
  expect(both.code).toBe(250)
  expect(await list(one)).toHaveLength(1)
  expect(await list(two)).toHaveLength(1)
})

it('keeps one row when two senders deliver the same bytes at the same moment', async () => {
  const name = mailbox()
  const source = message('Subject: together')
  const replies = await Promise.all(Array.from({ length: 6 }, () => send(name, source)))
  expect(replies.map(({ code }) => code)).toEqual([250, 250, 250, 250, 250, 250])
  expect(await list(name)).toHaveLength(1)
})

it('refuses mail for any other domain and relays nothing', async () => {
  const client = await open()
  await client.say('MAIL FROM:<a@example.org>')
  for (const to of ['b@example.org', 'b@vigie.internal.example.org', 'b@xvigie.internal']) {
    expect((await client.say(`RCPT TO:<${to}>`)).code).toBe(550)
  }
  expect((await client.say('RCPT TO:<b@VIGIE.Internal>')).code).toBe(250)
})

it('refuses a mailbox whose name no row could hold, for good', async () => {
  const client = await open()
  await client.say('MAIL FROM:<a@example.org>')
  const reply = await client.say(`RCPT TO:<${addressOf('x'.repeat(65))}>`)
  expect(Math.floor(reply.code / 100)).toBe(5)
  const unicode = await client.say(`RCPT TO:<${addressOf('caf\u00e9')}>`)
  expect(Math.floor(unicode.code / 100)).toBe(5)
})

it('takes mail from a sender whose address is as long as addresses may be', async () => {
  const name = mailbox()
  const from = `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.org`
  const reply = await (await open()).send([addressOf(name)], message('Subject: long'), from)
  expect(reply.code).toBe(250)
  expect(
    await (await open()).send([addressOf(name)], message('Subject: bounce'), ''),
  ).toMatchObject({
    code: 250, // the empty sender of a bounce
  })
  expect(await list(name)).toHaveLength(2)
})

it('takes twenty recipients and asks the sender to come again for more', async () => {
  const client = await open()
  await client.say('MAIL FROM:<a@example.org>')
  const codes: number[] = []
  for (let index = 0; index < 21; index++) {
    codes.push((await client.say(`RCPT TO:<${addressOf(`many${index}`)}>`)).code)
  }
  expect(codes).toEqual([...Array(20).fill(250), 452])
})

it('refuses a message that is too large, whether it is announced or only comes', async () => {
  const name = mailbox()
  const announced = await open()
  expect((await announced.say(`MAIL FROM:<a@example.org> SIZE=${26 * MIB}`)).code).toBe(552)
  const client = await open()
  await client.say('MAIL FROM:<a@example.org>')
  await client.say(`RCPT TO:<${addressOf(name)}>`)
  await client.say('DATA')
  client.write(message('Subject: large', ''))
  const line = Buffer.from(`${'x'.repeat(998)}\r\n`)
  client.write(Buffer.concat(Array.from({ length: 26 * 1_049 }, () => line)))
  expect((await client.say('\r\n.')).code).toBe(552)
  expect(await list(name)).toEqual([])
  // The connection is still good for a smaller one.
  expect((await client.send([addressOf(name)], message('Subject: small'))).code).toBe(250)
})

it('keeps nothing of a message whose sender goes away before its end', async () => {
  const name = mailbox()
  const client = await open()
  await client.say('MAIL FROM:<a@example.org>')
  await client.say(`RCPT TO:<${addressOf(name)}>`)
  await client.say('DATA')
  client.write(message('Subject: cut', 'the beginning of'))
  client.close()
  expect((await send(name, message('Subject: next'))).code).toBe(250)
  expect((await list(name)).map(({ subject }) => subject)).toEqual(['next'])
})

it('shows headers without any control character, however they are written', async () => {
  const name = mailbox()
  const red = '\u001b[31mred\u0007\u009b0m'
  const encoded = `=?utf-8?B?${Buffer.from(`a\r\nb\u001b]0;title\u0007c\u0000`).toString('base64')}?=`
  await send(name, `From: ${red} <r@example.org>\r\nSubject: ${red}\r\nTo: ${red}\r\n\r\n1`)
  await send(name, message(`Subject: ${encoded}`))
  for (const row of await list(name)) {
    expect(`${row.from}${row.to}${row.subject}`).not.toMatch(/\p{Cc}/u)
  }
  expect((await list(name)).map(({ subject }) => subject).join()).toContain('red')
})

it('reads folded, encoded and 8-bit headers as a person would', async () => {
  const name = mailbox()
  await send(name, message('Subject: a folded\r\n  subject\r\n\tof three lines'))
  await send(name, message('Subject: =?utf-8?Q?Caf=C3=A9?= =?iso-8859-1?B?6A==?='))
  await send(name, message('Subject: r\u00e9sum\u00e9 \u{1f600}'))
  await send(name, message('X-None: 1'))
  const subjects = (await list(name)).map(({ subject }) => subject.replaceAll(/\s+/g, ' '))
  expect(subjects.sort()).toEqual(
    ['', 'Caf\u00e9\u00e8', 'a folded subject of three lines', 'r\u00e9sum\u00e9 \u{1f600}'].sort(),
  )
})

it('cuts a subject for lists and keeps the whole of it in the message', async () => {
  const name = mailbox()
  const subject = Array.from({ length: 300 }, () => 'word\u{1f600}').join('\r\n ')
  expect((await send(name, message(`Subject: ${subject}`))).code).toBe(250)
  const [row] = await list(name)
  expect(row?.subject.length).toBe(1_000)
  expect((await findMessage(vigie.db, name, row?.id ?? '')).source.toString()).toContain(subject)
})

it('keeps a message that no parser understands', async () => {
  const name = mailbox()
  const boundary = (level: number) => `b${level}`
  const nested = Array.from(
    { length: 300 },
    (_, level) =>
      `Content-Type: multipart/mixed; boundary=${boundary(level)}\r\n\r\n--${boundary(level)}\r\n`,
  ).join('')
  expect((await send(name, `Subject: nested\r\n${nested}`)).code).toBe(250)
  expect((await send(name, `Subject: huge\r\nX-Long: ${'y'.repeat(3 * MIB)}\r\n\r\n`)).code).toBe(
    250,
  )
  expect((await send(name, 'no header at all')).code).toBe(250)
  const rows = await list(name)
  expect(rows).toHaveLength(3)
  for (const { id } of rows)
    expect((await findMessage(vigie.db, name, id)).bytes).toBeGreaterThan(0)
})

it('does not know a message of another mailbox', async () => {
  const [one, two] = [mailbox(), mailbox()]
  await send(one, message('Subject: mine'))
  const [row] = await list(one)
  await expect(findMessage(vigie.db, two, row?.id ?? '')).rejects.toMatchObject({
    code: 'MESSAGE_UNKNOWN',
  })
})

it('names the setting when its port is taken', async () => {
  const settings = { host: '127.0.0.1', port: server.port, domain: 'vigie.internal' }
  await expect(startMailServer(settings, vigie.appender, systemClock, log)).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    values: { setting: 'mail.smtpPort' },
  })
})

it('closes although a client stays connected and says nothing', async () => {
  const settings = { host: '127.0.0.1', port: 0, domain: 'vigie.internal' }
  const other = await startMailServer(settings, vigie.appender, systemClock, log)
  clients.push(await SmtpClient.open(other.port))
  const started = performance.now()
  await other.close()
  expect(performance.now() - started).toBeLessThan(10_000)
})

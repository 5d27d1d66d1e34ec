import { createHash } from 'node:crypto'
import PostalMime, { type Address, type Email } from 'postal-mime'
import { Failure } from '../../base/failure.ts'
import { derivedId } from '../../base/ids.ts'
import { printable } from '../../base/lines.ts'
import type { Database } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import type { Appender } from '../../events/index.ts'
import { messageStream } from './events.ts'

/** A message as lists show it. `receivedAt` is in milliseconds since the epoch. */
export type MessageRow = {
  readonly id: string
  readonly mailbox: string
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly receivedAt: number
  readonly bytes: number
}

export type Message = MessageRow & { readonly text: string; readonly source: Buffer }

/** What came in, before it is anybody's. */
export type Incoming = {
  readonly mailbox: string
  readonly envelopeFrom: string
  readonly source: Buffer
  readonly now: number
}

/** Header texts are kept for lists; the source has them whole. */
const MAX_HEADER_LENGTH = 1_000
/** Some hundred megabytes of undo at the very worst, a few in earnest. */
const MESSAGES_PER_DELETE = 50

/**
 * Keeps a message: its row and its event in one transaction, committed when this resolves. The same bytes in the same mailbox are kept
 * once, so that a sender who missed our 250 and sends again does no harm.
 */
export const keepMessage = async (appender: Appender, incoming: Incoming): Promise<string> => {
  const { mailbox, envelopeFrom, source, now } = incoming
  const sha256 = createHash('sha256').update(source).digest()
  const id = derivedId(mailbox, sha256.toString('hex'))
  const headers = await readHeaders(source)
  const row = {
    message_id: id,
    mailbox,
    envelope_from: envelopeFrom,
    header_from: headers.from,
    header_to: headers.to,
    subject: headers.subject,
    received_at: new Date(now),
    size: source.length,
    sha256,
    source,
  }
  await appender.append({
    stream: messageStream(id),
    expected: 'any',
    events: [
      {
        type: 'MessageReceived',
        data: { messageId: id, mailbox, size: source.length, sha256: sha256.toString('hex') },
      },
    ],
    commandId: `message/${id}`,
    actor: 'smtp',
    now,
    rows: async (db) => {
      await db
        .insertInto('messages')
        .values(row)
        .onDuplicateKeyUpdate({ mailbox }) // it is there already: leave it as it is
        .execute()
    },
  })
  return id
}

/** The newest first, at most `limit`. */
export const listMessages = async (
  db: Database,
  mailbox: string,
  limit: number,
): Promise<MessageRow[]> => {
  const rows = await db
    .selectFrom('messages')
    .select(['message_id', 'mailbox', 'header_from', 'header_to', 'subject', 'received_at', 'size'])
    .where('mailbox', '=', mailbox)
    .orderBy('received_at', 'desc')
    .orderBy('message_id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(messageRow)
}

/** Throws MESSAGE_UNKNOWN. */
export const findMessage = async (db: Database, mailbox: string, id: string): Promise<Message> => {
  const row = await db
    .selectFrom('messages')
    .selectAll()
    .where('mailbox', '=', mailbox)
    .where('message_id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw new Failure('MESSAGE_UNKNOWN', { id })
  const parsed = await parse(row.source)
  return {
    ...messageRow(row),
    text: parsed?.text ?? '',
    source: row.source,
  }
}

/** Messages that came before `before` (ms). */
export const countOldMessages = async (db: Database, before: number): Promise<number> => {
  const { count } = await db
    .selectFrom('messages')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('received_at', '<', new Date(before))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Deletes them, some at a time, so that nobody waits for long. */
export const dropOldMessages = async (db: Database, before: number): Promise<void> => {
  for (;;) {
    const { numDeletedRows } = await db
      .deleteFrom('messages')
      .where('received_at', '<', new Date(before))
      .orderBy('received_at')
      .limit(MESSAGES_PER_DELETE)
      .executeTakeFirst()
    if (numDeletedRows < MESSAGES_PER_DELETE) return
  }
}

const messageRow = (
  row: Omit<Tables['messages'], 'source' | 'sha256' | 'envelope_from'>,
): MessageRow => ({
  id: row.message_id,
  mailbox: row.mailbox,
  from: row.header_from,
  to: row.header_to,
  subject: row.subject,
  receivedAt: row.received_at.getTime(),
  bytes: row.size,
})

const readHeaders = async (source: Buffer) => {
  const parsed = await parse(source)
  return {
    from: headerText(parsed?.from === undefined ? '' : addressText(parsed.from)),
    to: headerText((parsed?.to ?? []).map(addressText).join(', ')),
    subject: headerText(parsed?.subject ?? ''),
  }
}

/** Undefined where the parts are nested too deep or the headers too large to be read: the message is kept all the same. */
const parse = (source: Buffer): Promise<Email | undefined> =>
  PostalMime.parse(source).catch(() => undefined)

const addressText = (address: Address): string =>
  address.address === undefined || address.address === ''
    ? address.name
    : address.name === ''
      ? address.address
      : `${address.name} <${address.address}>`

/** Without what could steer the terminal of whoever reads the list. */
const headerText = (text: string): string => printable(text).slice(0, MAX_HEADER_LENGTH)

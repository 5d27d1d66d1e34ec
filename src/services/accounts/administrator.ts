import { randomInt } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { Failure } from '../../base/failure.ts'
import { derivedId } from '../../base/ids.ts'
import type { Database } from '../../db/database.ts'
import type { Appender, CommandContext } from '../../events/index.ts'
import { accountStream } from './events.ts'

/** The one account until people can register. */
export const ADMINISTRATOR = 'admin'

/** NIST SP 800-63B section 5.1.1.2 asks for 8; this password opens the whole network. */
export const PASSWORD_LENGTH_MIN = 10

/** Without letters that look alike; 20 of 56 characters are 116 bits. */
const PASSWORD_ALPHABET = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const PASSWORD_LENGTH = 20

const administratorId = derivedId('account', ADMINISTRATOR)

/** A hash of nobody's password: checking against it takes as long as against a real one. */
const decoy = hash('nobody')

export const newPassword = (): string =>
  Array.from(
    { length: PASSWORD_LENGTH },
    () => PASSWORD_ALPHABET[randomInt(PASSWORD_ALPHABET.length)],
  ).join('')

/** Appoints the administrator where there is none yet, and returns the first password; undefined where there is one. */
export const appointAdministrator = async (
  db: Database,
  appender: Appender,
  now: number,
): Promise<string | undefined> => {
  if ((await passwordHash(db, ADMINISTRATOR)) !== undefined) return undefined
  const password = newPassword()
  const credentials = await credentialRow(password, now)
  const result = await appender.append({
    stream: accountStream(administratorId),
    expected: 'any',
    events: [{ type: 'AdministratorAppointed', data: { accountId: administratorId } }],
    commandId: `administrator/${administratorId}`,
    actor: 'setup',
    now,
    rows: async (rows) => {
      await rows
        .insertInto('credentials')
        .values(credentials)
        .onDuplicateKeyUpdate({ name: ADMINISTRATOR }) // another process was quicker: its password stays
        .execute()
    },
  })
  return result.replayed ? undefined : password
}

/** False where the same command had set it before; nothing is changed then. Throws PASSWORD_TOO_SHORT. */
export const changePassword = async (
  appender: Appender,
  password: string,
  context: CommandContext,
): Promise<boolean> => {
  if (password.length < PASSWORD_LENGTH_MIN) {
    throw new Failure('PASSWORD_TOO_SHORT', { min: PASSWORD_LENGTH_MIN })
  }
  const credentials = await credentialRow(password, context.now)
  const { replayed } = await appender.append({
    stream: accountStream(administratorId),
    expected: 'any',
    events: [{ type: 'PasswordChanged', data: { accountId: administratorId } }],
    ...context,
    rows: async (rows) => {
      await rows
        .insertInto('credentials')
        .values(credentials)
        .onDuplicateKeyUpdate(credentials)
        .execute()
    },
  })
  return !replayed
}

/** Whether this name and password belong together. As slow for a name that does not exist. */
export const checkPassword = async (
  db: Database,
  name: string,
  password: string,
): Promise<boolean> => {
  const known = await passwordHash(db, name)
  const matches = await verify(known ?? (await decoy), password)
  return known !== undefined && matches
}

/** When the password of this name was set, in ms; undefined where there is none. */
export const passwordChangedAt = async (
  db: Database,
  name: string,
): Promise<number | undefined> => {
  const row = await db
    .selectFrom('credentials')
    .select('changed_at')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.changed_at.getTime()
}

const passwordHash = async (db: Database, name: string): Promise<string | undefined> => {
  const row = await db
    .selectFrom('credentials')
    .select('password_hash')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.password_hash
}

const credentialRow = async (password: string, now: number) => ({
  account_id: administratorId,
  name: ADMINISTRATOR,
  password_hash: await hash(password),
  changed_at: new Date(now),
})

import { z } from 'zod'
import { Failure } from '../../base/failure.ts'
import { newId } from '../../base/ids.ts'
import type { Database } from '../../db/database.ts'

/** RFC 5321 section 4.5.3.1.3: a path has at most 256 octets, with its two angle brackets. */
const MAX_ADDRESS_LENGTH = 254

const mailAddress = z.email().max(MAX_ADDRESS_LENGTH)

/** A mail address in its one spelling: the domain in lower case. Throws ADDRESS_INVALID, also for anything with a line break. */
export const parseAddress = (text: string): string => {
  const parsed = mailAddress.safeParse(text.trim())
  if (!parsed.success) throw new Failure('ADDRESS_INVALID', { address: text.slice(0, 80) })
  const at = parsed.data.lastIndexOf('@')
  return parsed.data.slice(0, at) + parsed.data.slice(at).toLowerCase()
}

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)

/** The id that events carry for an address; the same address keeps its id. */
export const rememberAddress = async (db: Database, address: string): Promise<string> => {
  await db.insertInto('addresses').ignore().values({ address_id: newId(), address }).execute()
  const row = await db
    .selectFrom('addresses')
    .select('address_id')
    .where('address', '=', address)
    .executeTakeFirstOrThrow()
  return row.address_id
}

/** The addresses of these ids; one that was erased is left out. */
export const recallAddresses = async (db: Database, ids: readonly string[]): Promise<string[]> => {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('addresses')
    .select('address')
    .where('address_id', 'in', [...ids])
    .orderBy('address')
    .execute()
  return rows.map((row) => row.address)
}

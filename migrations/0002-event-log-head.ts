import { type Kysely, sql } from 'kysely'

/** The head of an empty log: position 0, a hash of zeros. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    INSERT INTO event_log VALUES (1, 0, REPEAT(CHAR(0), 32))
  `.execute(db)
}

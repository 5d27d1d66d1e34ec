import { type Kysely, sql } from 'kysely'

/** An event that was written stays as it is. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    CREATE TRIGGER events_never_change BEFORE UPDATE ON events FOR EACH ROW
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'events are append-only: they never change'
  `.execute(db)
}

import type { Database } from '../db/database.ts'

/** What the events of a stream add up to, until `version`. */
export type Snapshot = { readonly version: number; readonly state: unknown }

/** One disposable row a stream. A snapshot of another schema version is as good as none. */
export class Snapshots {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async read(stream: string, schemaVersion: number): Promise<Snapshot | undefined> {
    const row = await this.#db
      .selectFrom('snapshots')
      .select(['version', 'state'])
      .where('stream', '=', stream)
      .where('schema_version', '=', schemaVersion)
      .executeTakeFirst()
    return row && { version: row.version, state: JSON.parse(row.state) as unknown }
  }

  /** Whoever writes last wins: any snapshot is right, an older one only longer to read on from. */
  async write(stream: string, schemaVersion: number, { version, state }: Snapshot): Promise<void> {
    const row = {
      version,
      schema_version: schemaVersion,
      state: JSON.stringify(state),
      taken_at: new Date(),
    }
    await this.#db
      .insertInto('snapshots')
      .values({ stream, ...row })
      .onDuplicateKeyUpdate(row)
      .execute()
  }
}

import type { Database } from '../db/database.ts'

/** Names a follower of the log and the version of its code: a new version starts from the beginning. */
export type CheckpointKey = { readonly name: string; readonly version: number }

export type Checkpoint = { readonly position: number; readonly failure: string | null }

/** Creates the checkpoint at 0 where there is none; true where this did it, and an earlier version of the same follower has one. */
export const ensureCheckpoint = async (db: Database, key: CheckpointKey): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('checkpoints')
    .ignore()
    .values({
      name: key.name,
      version: key.version,
      position: 0,
      failure: null,
      updated_at: new Date(),
    })
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows !== 1n) return false
  const other = await db
    .selectFrom('checkpoints')
    .select('version')
    .where('name', '=', key.name)
    .where('version', '!=', key.version)
    .executeTakeFirst()
  return other !== undefined
}

export const readCheckpoint = async (db: Database, key: CheckpointKey): Promise<Checkpoint> => {
  const row = await select(db, key).executeTakeFirst()
  return row ?? { position: 0, failure: null }
}

/** Reads and locks the checkpoint until the transaction ends. */
export const lockCheckpoint = async (trx: Database, key: CheckpointKey): Promise<Checkpoint> =>
  select(trx, key).forUpdate().executeTakeFirstOrThrow()

/** Moves the checkpoint; false where another runner has moved it meanwhile. */
export const moveCheckpoint = async (
  db: Database,
  key: CheckpointKey,
  from: number,
  to: number,
): Promise<boolean> => {
  const result = await db
    .updateTable('checkpoints')
    .set({ position: to, failure: null, updated_at: new Date() })
    .where('name', '=', key.name)
    .where('version', '=', key.version)
    .where('position', '=', from)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Writes down why a follower halted; `vigie status` shows it. */
export const failCheckpoint = async (
  db: Database,
  key: CheckpointKey,
  failure: string,
): Promise<void> => {
  await db
    .updateTable('checkpoints')
    .set({ failure, updated_at: new Date() })
    .where('name', '=', key.name)
    .where('version', '=', key.version)
    .execute()
}

const select = (db: Database, key: CheckpointKey) =>
  db
    .selectFrom('checkpoints')
    .select(['position', 'failure'])
    .where('name', '=', key.name)
    .where('version', '=', key.version)

/** Checkpoints for a follower that keeps no tables: it moves its own after its work is done. */
export class Checkpoints {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async ensure(key: CheckpointKey): Promise<void> {
    await ensureCheckpoint(this.#db, key)
  }

  read(key: CheckpointKey): Promise<Checkpoint> {
    return readCheckpoint(this.#db, key)
  }

  move(key: CheckpointKey, from: number, to: number): Promise<boolean> {
    return moveCheckpoint(this.#db, key, from, to)
  }
}

import { createConnection } from 'mysql2/promise'
import { type BackupTable, decodeValue } from './backup-format.ts'
import type { BackupRows } from './backup-reader.ts'
import type { Database } from './database.ts'
import { connectionOptions, type MysqlAddress, SESSION_SETTINGS } from './mysql-options.ts'
import { readSchema } from './schema-reader.ts'

/** One statement inserts at most so many rows. */
const INSERT_ROWS_MAX = 1_000

/** Where the rows of a backup go: a database whose tables are there and empty. */
export type RestoreTarget = {
  /** Whether the tables are those of the backup; then makes the days that its rows need and empties what the migrations filled. */
  readonly prepare: (tables: readonly BackupTable[]) => Promise<boolean>
  readonly insert: (some: BackupRows) => Promise<void>
  readonly close: () => Promise<void>
}

export const openRestoreTarget = async (
  db: Database,
  address: MysqlAddress,
): Promise<RestoreTarget> => {
  const connection = await createConnection(connectionOptions(address))
  connection.on('error', () => connection.destroy()) // the statement under way tells
  for (const setting of SESSION_SETTINGS) await connection.query(setting)

  const prepare = async (tables: readonly BackupTable[]): Promise<boolean> => {
    const schema = await readSchema(db)
    if (shapeOf(schema) !== shapeOf(tables)) return false
    for (const { name, partitions } of tables) {
      const there = schema.find((table) => table.name === name)?.partitions ?? []
      const missing = partitions.filter((day) => !there.some((known) => known.name === day.name))
      if (missing.length > 0) {
        const days = missing.map(
          (day) => `PARTITION ${day.name} VALUES LESS THAN ('${day.before}')`,
        )
        await connection.query(`ALTER TABLE ?? ADD PARTITION (${days.join(', ')})`, [name])
      }
      // What the backup no longer had shall not pass for kept: the oldest partition tells since when there are figures.
      const dropped = there.filter((known) => !partitions.some((day) => day.name === known.name))
      if (dropped.length > 0 && partitions.length > 0) {
        const names = dropped.map((day) => day.name).join(', ')
        await connection.query(`ALTER TABLE ?? DROP PARTITION ${names}`, [name])
      }
      await connection.query('DELETE FROM ??', [name])
    }
    return true
  }

  const insert = async ({ table, rows }: BackupRows): Promise<void> => {
    const names = table.columns.map(({ name }) => name)
    for (let from = 0; from < rows.length; from += INSERT_ROWS_MAX) {
      const values = rows
        .slice(from, from + INSERT_ROWS_MAX)
        .map((row) => table.columns.map(({ kind }, index) => decodeValue(kind, row[index])))
      await connection.query('INSERT INTO ?? (??) VALUES ?', [table.name, names, values])
    }
  }

  return { prepare, insert, close: async () => connection.destroy() }
}

/** Names and kinds of all columns, to compare. */
const shapeOf = (tables: readonly BackupTable[]): string =>
  tables
    .map(({ name, columns }) => [name, ...columns.map((one) => `${one.name} ${one.kind}`)].join())
    .sort()
    .join('\n')

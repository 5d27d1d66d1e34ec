import { sql } from 'kysely'
import { assert } from '../base/assert.ts'
import type { BackupTable, ColumnKind } from './backup-format.ts'
import type { Database } from './database.ts'

/** The migrator keeps these itself. */
const MIGRATOR_TABLES = /^kysely_/

const kinds: { readonly [dataType: string]: ColumnKind } = {
  tinyint: 'number',
  smallint: 'number',
  mediumint: 'number',
  int: 'number',
  bigint: 'number',
  double: 'number',
  char: 'text',
  varchar: 'text',
  text: 'text',
  mediumtext: 'text',
  longtext: 'text',
  binary: 'bytes',
  varbinary: 'bytes',
  blob: 'bytes',
  mediumblob: 'bytes',
  longblob: 'bytes',
  datetime: 'moment',
  date: 'day',
}

export type StoredTable = BackupTable & { readonly primaryKey: readonly string[] }

/** Every table of the database as it stands, the log first, with its columns in order; no table is forgotten, whoever added it. */
export const readSchema = async (db: Database): Promise<readonly StoredTable[]> => {
  const columns = await sql<{ table: string; name: string; type: string }>`
    SELECT c.table_name AS \`table\`, c.column_name AS name, c.data_type AS type
    FROM information_schema.columns c JOIN information_schema.tables t
      ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE'
    WHERE c.table_schema = DATABASE() ORDER BY c.table_name, c.ordinal_position`.execute(db)
  const keys = await sql<{ table: string; name: string }>`
    SELECT table_name AS \`table\`, column_name AS name FROM information_schema.statistics
    WHERE table_schema = DATABASE() AND index_name = 'PRIMARY'
    ORDER BY table_name, seq_in_index`.execute(db)
  const partitions = await sql<{ table: string; name: string; before: string }>`
    SELECT table_name AS \`table\`, partition_name AS name, partition_description AS \`before\`
    FROM information_schema.partitions
    WHERE table_schema = DATABASE() AND partition_name IS NOT NULL
    ORDER BY table_name, partition_ordinal_position`.execute(db)
  const names = [...new Set(columns.rows.map(({ table }) => table))]
    .filter((name) => !MIGRATOR_TABLES.test(name))
    .sort()
    .sort((a, b) => Number(b === 'events') - Number(a === 'events'))
  return names.map((table) => ({
    name: table,
    columns: columns.rows
      .filter((row) => row.table === table)
      .map(({ name, type }) => ({ name, kind: kindOf(table, name, type) })),
    primaryKey: keys.rows.filter((row) => row.table === table).map(({ name }) => name),
    partitions: partitions.rows
      .filter((row) => row.table === table)
      .map(({ name, before }) => ({ name, before: before.replaceAll("'", '') })),
  }))
}

const kindOf = (table: string, column: string, type: string): ColumnKind => {
  const kind = kinds[type.toLowerCase()]
  assert(kind !== undefined, `a backup knows no ${type}, which ${table}.${column} is`)
  return kind
}

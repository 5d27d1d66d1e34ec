import { promises as fs } from 'node:fs'
import path from 'node:path'
import { FileMigrationProvider, Migrator } from 'kysely/migration'
import { Failure } from '../base/failure.ts'
import type { Database } from './database.ts'

const FOLDER = path.resolve(import.meta.dirname, '../../migrations')
const provider = new FileMigrationProvider({ fs, path, migrationFolder: FOLDER })
const migratorOf = (db: Database): Migrator =>
  new Migrator({ db, provider, allowUnorderedMigrations: false })

/**
 * Brings the schema up to this version, forward only. Kysely holds a lock on one connection meanwhile, so several processes may
 * start at once. MySQL's DDL is not transactional: each file holds one statement, so a crash leaves whole steps.
 * Fails with DATABASE_NEWER where the schema knows migrations that this version does not.
 */
export const migrate = async (db: Database): Promise<readonly string[]> => {
  const known = await knownMigrations()
  const applied = await appliedMigrations(db)
  const foreign = applied.find((name) => !known.includes(name))
  if (foreign !== undefined) throw new Failure('DATABASE_NEWER', { migration: foreign })
  if (applied.length === known.length) return []
  const { error, results } = await migratorOf(db).migrateToLatest()
  if (error !== undefined) throw error
  return (results ?? []).map((result) => result.migrationName)
}

/** Makes the schema of an earlier version in an empty database: everything up to the migration `last`. */
export const migrateTo = async (db: Database, last: string): Promise<void> => {
  const { error } = await migratorOf(db).migrateTo(last)
  if (error !== undefined) throw error
}

/** The migrations of this version, in their order. */
export const knownMigrations = async (): Promise<readonly string[]> =>
  Object.keys(await provider.getMigrations()).sort()

/** The migrations that the database has, in their order. */
export const appliedMigrations = async (db: Database): Promise<string[]> => {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((table) => table.name === 'kysely_migration')) return []
  const rows = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .orderBy('name')
    .execute()
  return rows.map((row) => row.name)
}

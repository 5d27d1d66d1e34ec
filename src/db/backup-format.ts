import { z } from 'zod'
import { assert } from '../base/assert.ts'
import { sha256Field } from '../base/fields.ts'

/** Raised when the file itself changes; what the database holds is said by its migrations. */
export const BACKUP_FORMAT = 1

/** How a column's values stand in JSON: bytes as base64, moments as ms since the epoch, days as YYYY-MM-DD. */
const columnKinds = ['bytes', 'moment', 'day', 'number', 'text'] as const
export type ColumnKind = (typeof columnKinds)[number]

const name = z.string().regex(/^\w{1,64}$/)

const backupTable = z.object({
  name,
  columns: z.array(z.object({ name, kind: z.enum(columnKinds) })).min(1),
  /** The days of a partitioned table, oldest first: its rows need them. */
  partitions: z.array(z.object({ name, before: z.iso.date() })),
})
export type BackupTable = z.output<typeof backupTable>

/** The first line. */
export const backupHeader = z.object({
  vigieBackup: z.int(),
  /** Of the Vigie that wrote it. */
  version: z.string(),
  /** Milliseconds since the epoch. */
  writtenAt: z.int(),
  /** Those that its database has, in order. */
  migrations: z.array(z.string()).min(1),
  /** Where the event log ends: position, and hash in hexadecimal. */
  head: z.object({ position: z.int(), hash: sha256Field }),
  tables: z.array(backupTable),
  /** Files of the data folder, in base64. */
  files: z.object({ 'vigie.yaml': z.base64(), 'session.key': z.base64() }).partial(),
})
export type BackupHeader = z.output<typeof backupHeader>

/** Stands before the rows of a table, which are one JSON array a line. */
export const tableLine = z.object({ table: name })

/** The last line: how many rows each table has, and the SHA-256 of all lines before it. */
export const endLine = z.object({
  rows: z.record(name, z.int()),
  sha256: sha256Field,
})

export type JsonValue = string | number | null
export type StoredValue = string | number | Date | Buffer | null

/** A value as the connection gives it, in JSON. An integer beyond 2^53 arrives as text and is refused, never rounded. */
export const encodeValue = (kind: ColumnKind, value: unknown): JsonValue => {
  if (value === null) return null
  if (value instanceof Buffer && kind === 'bytes') return value.toString('base64')
  if (value instanceof Date && kind === 'moment') return value.getTime()
  if (typeof value === 'number' && kind === 'number') return value
  assert(typeof value === 'string' && (kind === 'text' || kind === 'day'), `no ${kind} in a backup`)
  return value
}

/** The way back. Throws where the value is of another kind. */
export const decodeValue = (kind: ColumnKind, value: unknown): StoredValue => {
  if (value === null) return null
  if (kind === 'bytes') return Buffer.from(z.string().parse(value), 'base64')
  if (kind === 'moment') return new Date(z.int().parse(value))
  if (kind === 'number') return z.number().parse(value)
  return z.string().parse(value)
}

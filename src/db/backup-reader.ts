import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { Failure, failureOf, reasonOf } from '../base/failure.ts'
import {
  BACKUP_FORMAT,
  type BackupHeader,
  type BackupTable,
  backupHeader,
  endLine,
  tableLine,
} from './backup-format.ts'

/** A row is a line; the largest is a mail with its attachments, far below (bytes). */
const LINE_BYTES_MAX = 256 * 1024 * 1024
/** Decompressed at once, so that rows come by the thousand (bytes). */
const CHUNK_BYTES = 1024 * 1024
const NEWLINE = 0x0a

/** Some rows of one table, as they stand in the file. */
export type BackupRows = {
  readonly table: BackupTable
  readonly rows: readonly (readonly unknown[])[]
}

/** What is done with a backup while it is read. */
export type BackupVisitor = {
  readonly header: (header: BackupHeader) => Promise<void>
  readonly rows: (some: BackupRows) => Promise<void>
}

/**
 * Reads a backup from its first byte to its last, some lines at a time, and returns how many rows it has. Throws FILE_UNREADABLE,
 * BACKUP_NEWER, BACKUP_DAMAGED (no whole gzip, another hash, other counts), or what the visitor throws; only when it has returned
 * is the file known to be whole.
 */
export const readBackup = async (file: string, visitor: BackupVisitor): Promise<number> => {
  const sha256 = createHash('sha256')
  const counts = new Map<string, number>()
  let header: BackupHeader | undefined
  let table: BackupTable | undefined
  let ended = false
  let total = 0
  for await (const lines of linesOf(file)) {
    let rows: unknown[][] = []
    const handOn = async () => {
      if (table !== undefined && rows.length > 0) await visitor.rows({ table, rows })
      rows = []
    }
    for (const line of lines) {
      if (ended) throw damaged(file, 'something follows its end')
      const value = parsed(file, line)
      if (header === undefined) {
        header = headerIn(file, value)
        await visitor.header(header)
      } else if (Array.isArray(value)) {
        if (value.length !== table?.columns.length) throw damaged(file, 'a row has no table')
        rows.push(value)
        counts.set(table.name, (counts.get(table.name) ?? 0) + 1)
        total++
      } else if (tableLine.safeParse(value).success) {
        await handOn()
        table = header.tables.find(({ name }) => name === tableLine.parse(value).table)
      } else {
        const end = endLine.safeParse(value)
        if (!end.success) throw damaged(file, 'a line means nothing')
        if (end.data.sha256 !== sha256.digest('hex')) throw damaged(file, 'its SHA-256 differs')
        const missing = header.tables.find(
          ({ name }) => end.data.rows[name] !== (counts.get(name) ?? 0),
        )
        if (missing !== undefined) throw damaged(file, `rows of ${missing.name} are missing`)
        ended = true
      }
      if (!ended) sha256.update(line)
    }
    await handOn()
  }
  if (!ended) throw damaged(file, 'its end is missing')
  return total
}

const damaged = (file: string, reason: string): Failure =>
  new Failure('BACKUP_DAMAGED', { file, reason })

const headerIn = (file: string, value: unknown): BackupHeader => {
  const parsed = backupHeader.safeParse(value)
  const known = typeof value === 'object' && value !== null ? value : {}
  const { vigieBackup: format = 0, version = '?' } = known as Partial<BackupHeader>
  if (format > BACKUP_FORMAT) throw new Failure('BACKUP_NEWER', { file, version })
  if (!parsed.success) throw damaged(file, 'it does not begin as a backup of Vigie does')
  return parsed.data
}

const parsed = (file: string, line: Buffer): unknown => {
  try {
    return JSON.parse(line.toString('utf8'))
  } catch {
    throw damaged(file, 'a line is no JSON')
  }
}

/** The lines of the file, each with its newline, as many at a time as were decompressed together. */
async function* linesOf(file: string): AsyncGenerator<Buffer[]> {
  const stream = createReadStream(file)
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
  stream.on('error', (thrown) => {
    const reason = reasonOf(thrown)
    gunzip.destroy(new Failure('FILE_UNREADABLE', { file, reason }, { cause: thrown }))
  })
  stream.pipe(gunzip)
  let begun: Buffer[] = []
  let begunBytes = 0
  try {
    for await (const chunk of chunksOf(file, gunzip)) {
      const lines: Buffer[] = []
      let from = 0
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
        lines.push(Buffer.concat([...begun, chunk.subarray(from, at + 1)]))
        begun = []
        begunBytes = 0
        from = at + 1
      }
      begun.push(chunk.subarray(from))
      begunBytes += chunk.length - from
      if (begunBytes > LINE_BYTES_MAX) throw damaged(file, 'a line is too long')
      if (lines.length > 0) yield lines
    }
    if (begunBytes > 0) throw damaged(file, 'its end is missing')
  } finally {
    stream.destroy()
    gunzip.destroy()
  }
}

/** What the decompression gives; what it finds wrong is the file's damage. */
async function* chunksOf(file: string, gunzip: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* gunzip
  } catch (thrown) {
    throw failureOf(thrown) ?? damaged(file, reasonOf(thrown))
  }
}

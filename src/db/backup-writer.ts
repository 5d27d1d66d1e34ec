import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { constants, createGzip } from 'node:zlib'
import { BACKUP_FORMAT, type BackupHeader } from './backup-format.ts'
import type { BackupSource } from './backup-source.ts'

/** Lines are joined to about so much before they are hashed and compressed (characters). */
const CHUNK_LENGTH = 65_536

type Described = Pick<BackupHeader, 'version' | 'writtenAt' | 'files'>

/** The whole backup, compressed, as fast as it is taken; closes the source at its end or where its reader leaves. */
export async function* writeBackup(
  source: BackupSource,
  described: Described,
): AsyncGenerator<Uint8Array> {
  const lines = Readable.from(linesOf(source, described), { objectMode: true, highWaterMark: 1 })
  // While captures run, the processor is theirs: the fastest level halves the size all the same.
  const gzip = createGzip({ level: constants.Z_BEST_SPEED })
  lines.on('error', (thrown) => gzip.destroy(thrown))
  lines.pipe(gzip)
  try {
    yield* gzip as AsyncIterable<Uint8Array>
  } finally {
    lines.destroy()
    gzip.destroy()
    await source.close()
  }
}

async function* linesOf(source: BackupSource, described: Described): AsyncGenerator<Buffer> {
  const { migrations, head, tables } = source
  const sha256 = createHash('sha256')
  const hashed = (text: string): Buffer => {
    const bytes = Buffer.from(text)
    sha256.update(bytes)
    return bytes
  }
  const header: BackupHeader = {
    vigieBackup: BACKUP_FORMAT,
    ...described,
    migrations: [...migrations],
    head,
    tables: tables.map(({ primaryKey: _, ...table }) => table),
  }
  yield hashed(`${JSON.stringify(header)}\n`)
  const counts: { [table: string]: number } = {}
  for (const table of tables) {
    let text = `${JSON.stringify({ table: table.name })}\n`
    let rows = 0
    for await (const row of source.rows(table)) {
      text += `${JSON.stringify(row)}\n`
      rows++
      if (text.length < CHUNK_LENGTH) continue
      yield hashed(text)
      text = ''
    }
    counts[table.name] = rows
    if (text !== '') yield hashed(text)
  }
  yield Buffer.from(`${JSON.stringify({ rows: counts, sha256: sha256.digest('hex') })}\n`)
}

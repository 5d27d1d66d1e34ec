import { createHash } from 'node:crypto'

/** A row of the log as its hash sees it: the stored bytes, not the decoded values. */
export type HashedRow = {
  readonly position: number
  readonly stream: string
  readonly version: number
  readonly eventId: Uint8Array
  readonly type: string
  readonly schemaVersion: number
  readonly data: string
  readonly metadata: string
  /** Milliseconds since the epoch. */
  readonly occurredAt: number
}

export const EMPTY_LOG_HASH = Buffer.alloc(32)

/**
 * SHA-256 over the previous hash and this row. Each field has its length before it, so that no two rows read alike; numbers are
 * written in decimal.
 */
export const eventHash = (previous: Uint8Array, row: HashedRow): Buffer => {
  const hash = createHash('sha256').update(previous)
  const length = Buffer.allocUnsafe(4)
  const field = (bytes: Uint8Array) => {
    length.writeUInt32BE(bytes.length)
    hash.update(length).update(bytes)
  }
  const text = (value: string) => field(Buffer.from(value))
  text(String(row.position))
  text(row.stream)
  text(String(row.version))
  field(row.eventId)
  text(row.type)
  text(String(row.schemaVersion))
  text(row.data)
  text(row.metadata)
  text(String(row.occurredAt))
  return hash.digest()
}

/** The id of the `index`-th event of a command: the same command, the same ids, so that a repeated command is recognised. */
export const eventId = (commandId: string, index: number): Buffer =>
  createHash('sha256').update(`${commandId}#${index}`).digest().subarray(0, 16)

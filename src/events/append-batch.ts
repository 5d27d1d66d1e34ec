import { assert } from '../base/assert.ts'
import { type AppendRequest, type AppendResult, WrongVersion } from './append-request.ts'
import { eventHash } from './event-hash.ts'

/** An append whose events have been checked and written as text, before any lock is held. */
export type PreparedAppend = {
  readonly request: AppendRequest
  readonly events: readonly PreparedEvent[]
}

type PreparedEvent = {
  readonly eventId: Buffer
  readonly type: string
  readonly schemaVersion: number
  readonly data: string
  readonly metadata: string
}

/** What the log knew when its head was locked. */
export type LogHead = {
  readonly position: number
  readonly hash: Buffer
  /** First event ids of this batch that are in the log already, as hex. */
  readonly applied: ReadonlySet<string>
  /** The version of each stream of this batch; absent: no such stream yet. */
  readonly versions: ReadonlyMap<string, number>
}

/** A row of `events`, in the order of its columns. */
type EventRow = readonly [
  position: number,
  stream: string,
  version: number,
  eventId: Buffer,
  type: string,
  schemaVersion: number,
  data: string,
  metadata: string,
  occurredAt: Date,
  hash: Buffer,
]

export type BatchPlan = {
  readonly rows: readonly EventRow[]
  readonly position: number
  readonly hash: Buffer
  /** One for each append, in order. */
  readonly outcomes: readonly (AppendResult | WrongVersion)[]
}

/** The id by which a repeated command is recognised: that of its first event. */
export const commandKey = ({ events: [first] }: PreparedAppend): Buffer => {
  assert(first !== undefined, 'an append has events')
  return first.eventId
}

/**
 * Numbers and chains the events of a batch behind the head. Pure. An append whose command was applied before, also earlier in this
 * batch, is answered as replayed; one whose version is wrong is refused alone, and the others go on.
 */
export const planBatch = (head: LogHead, batch: readonly PreparedAppend[]): BatchPlan => {
  const rows: EventRow[] = []
  const versions = new Map(head.versions)
  const applied = new Set(head.applied)
  let { position, hash } = head
  const outcomes = batch.map((append): AppendResult | WrongVersion => {
    const { stream, expected, now } = append.request
    const key = commandKey(append).toString('hex')
    if (applied.has(key)) return { position: 0, version: 0, replayed: true }
    let version = versions.get(stream) ?? 0
    const wanted = expected === 'none' ? 0 : expected
    if (wanted !== 'any' && wanted !== version) return new WrongVersion(stream, expected, version)
    for (const event of append.events) {
      position++
      version++
      hash = eventHash(hash, { ...event, position, stream, version, occurredAt: now })
      const { type, schemaVersion, data, metadata } = event
      const at = new Date(now)
      rows.push([
        position,
        stream,
        version,
        event.eventId,
        type,
        schemaVersion,
        data,
        metadata,
        at,
        hash,
      ])
    }
    versions.set(stream, version)
    applied.add(key)
    return { position, version, replayed: false }
  })
  return { rows, position, hash, outcomes }
}

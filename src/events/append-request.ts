import type { Database } from '../db/database.ts'
import type { DomainEvent, EventMetadata } from './event.ts'

/** One command appends at most this many events… */
export const MAX_EVENTS_PER_APPEND = 100
/** …of at most this many bytes of data each: an event is a decision, a measurement is a row. */
export const MAX_EVENT_BYTES = 65_536

/** Where the stream is expected to end: a version, nowhere yet ('none'), or wherever it ends ('any'). */
export type ExpectedVersion = number | 'none' | 'any'

export type AppendRequest = EventMetadata & {
  readonly stream: string
  readonly expected: ExpectedVersion
  readonly events: readonly DomainEvent[]
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Row writes that belong to the same transaction. May run twice after a roll-back, so they have no effect outside `db`. */
  readonly rows?: (db: Database) => Promise<void>
}

export type AppendResult = {
  /** Of the last event appended; 0 where the command had been applied before. */
  readonly position: number
  /** The version of the stream afterwards; 0 where the command had been applied before. */
  readonly version: number
  /** Whether an earlier attempt of the same command had been committed already. Then nothing was written. */
  readonly replayed: boolean
}

/** Somebody else appended to the stream since it was read: load again and decide again. */
export class WrongVersion extends Error {
  override readonly name = 'WrongVersion'
  readonly stream: string
  readonly expected: ExpectedVersion
  readonly actual: number

  constructor(stream: string, expected: ExpectedVersion, actual: number) {
    super(`stream ${stream} is at version ${actual}, expected ${expected}`)
    this.stream = stream
    this.expected = expected
    this.actual = actual
  }
}

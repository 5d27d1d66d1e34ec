import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_LOG_HASH, eventHash, eventId } from '../../src/events/index.ts'

const row = {
  position: 1,
  stream: 'capture-1',
  version: 1,
  eventId: Buffer.alloc(16, 7),
  type: 'CaptureRequested',
  schemaVersion: 1,
  data: '{}',
  metadata: '{}',
  occurredAt: 1_767_225_600_000,
}
type Row = typeof row

const text = fc.string({ unit: 'binary', maxLength: 6 })
const rows: fc.Arbitrary<Row> = fc.record({
  position: fc.nat(),
  stream: text,
  version: fc.nat(),
  eventId: fc.uint8Array({ minLength: 0, maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
  type: text,
  schemaVersion: fc.nat(),
  data: text,
  metadata: text,
  occurredAt: fc.nat(),
})

describe('the hash of an event', () => {
  it('is the SHA-256 of the hash before and of each field behind its length', () => {
    const field = (value: string | Buffer) => {
      const bytes = Buffer.from(value)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(bytes.length)
      return Buffer.concat([length, bytes])
    }
    const { position, stream, version, type, schemaVersion, data, metadata, occurredAt } = row
    const bytes = Buffer.concat([
      EMPTY_LOG_HASH,
      field(String(position)),
      field(stream),
      field(String(version)),
      field(row.eventId),
      field(type),
      field(String(schemaVersion)),
      field(data),
      field(metadata),
      field(String(occurredAt)),
    ])
    expect(eventHash(EMPTY_LOG_HASH, row)).toEqual(createHash('sha256').update(bytes).digest())
  })

  it.each([
    { position: 2 },
    { stream: 'capture-2' },
    { version: 2 },
    { eventId: Buffer.alloc(16, 8) },
    { type: 'CaptureRequeste' },
    { schemaVersion: 2 },
    { data: '{ }' },
    { metadata: '{"a":1}' },
    { occurredAt: row.occurredAt + 1 },
  ])('is another one with %o', (change) => {
    expect(eventHash(EMPTY_LOG_HASH, { ...row, ...change })).not.toEqual(
      eventHash(EMPTY_LOG_HASH, row),
    )
  })

  it('is another one behind another history', () => {
    expect(eventHash(Buffer.alloc(32, 1), row)).not.toEqual(eventHash(EMPTY_LOG_HASH, row))
  })

  it('is never shared by two rows, however their fields are cut', () => {
    // WTF-8: a lone surrogate cannot be stored, so two texts count as one where their bytes do.
    const bytesOf = (one: Row) =>
      JSON.stringify(
        Object.values(one).map((value) =>
          Buffer.from(typeof value === 'number' ? String(value) : value).toString('hex'),
        ),
      )
    fc.assert(
      fc.property(rows, rows, (one, other) => {
        const same = eventHash(EMPTY_LOG_HASH, one).equals(eventHash(EMPTY_LOG_HASH, other))
        expect(same).toBe(bytesOf(one) === bytesOf(other))
      }),
      { numRuns: 500 },
    )
  })

  it('tells where one field ends and the next begins', () => {
    fc.assert(
      fc.property(rows, fc.string({ minLength: 1, maxLength: 3 }), (one, letters) => {
        const left = { ...one, data: one.data + letters }
        const right = { ...one, metadata: letters + one.metadata }
        expect(eventHash(EMPTY_LOG_HASH, left)).not.toEqual(eventHash(EMPTY_LOG_HASH, right))
      }),
    )
  })
})

describe('the id of an event', () => {
  it('follows from the command and the place in it, in 16 bytes', () => {
    expect(eventId('command', 0)).toEqual(eventId('command', 0))
    expect(eventId('command', 0)).toHaveLength(16)
  })

  it('is another one for each event of a command, and for each command', () => {
    const ids = ['a', 'b', 'a#1'].flatMap((command) =>
      [0, 1, 11].map((index) => eventId(command, index).toString('hex')),
    )
    expect(new Set(ids).size).toBe(ids.length)
  })
})

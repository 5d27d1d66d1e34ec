import { describe, expect, it } from 'vitest'
import {
  commandKey,
  type LogHead,
  type PreparedAppend,
  planBatch,
} from '../../src/events/append-batch.ts'
import { type ExpectedVersion, WrongVersion } from '../../src/events/append-request.ts'
import { EMPTY_LOG_HASH, eventHash, eventId } from '../../src/events/index.ts'

const now = 1_767_225_600_000

const append = (
  commandId: string,
  stream: string,
  expected: ExpectedVersion,
  count = 1,
): PreparedAppend => ({
  request: { commandId, actor: 'worker', stream, expected, now, events: [] },
  events: Array.from({ length: count }, (_, index) => ({
    eventId: eventId(commandId, index),
    type: 'Counted',
    schemaVersion: 1,
    data: `{"step":${index}}`,
    metadata: '{}',
  })),
})

const head = (changes: Partial<LogHead> = {}): LogHead => ({
  position: 10,
  hash: EMPTY_LOG_HASH,
  applied: new Set(),
  versions: new Map(),
  ...changes,
})

const places = (plan: ReturnType<typeof planBatch>) =>
  plan.rows.map(([position, stream, version]) => [position, stream, version])

describe('a planned batch', () => {
  it('numbers its events behind the head, in the log and in each stream', () => {
    const known = head({ versions: new Map([['a', 4]]) })
    const plan = planBatch(known, [append('1', 'a', 4, 2), append('2', 'b', 'none')])
    expect(places(plan)).toEqual([
      [11, 'a', 5],
      [12, 'a', 6],
      [13, 'b', 1],
    ])
    expect(plan.position).toBe(13)
    expect(plan.outcomes).toEqual([
      { position: 12, version: 6, replayed: false },
      { position: 13, version: 1, replayed: false },
    ])
  })

  it('chains each event to the one before it', () => {
    const plan = planBatch(head(), [append('1', 'a', 'none', 2), append('2', 'b', 'none')])
    let hash: Buffer = EMPTY_LOG_HASH
    for (const [
      position,
      stream,
      version,
      id,
      type,
      schema,
      data,
      metadata,
      at,
      stored,
    ] of plan.rows) {
      hash = eventHash(hash, {
        position,
        stream,
        version,
        eventId: id,
        type,
        schemaVersion: schema,
        data,
        metadata,
        occurredAt: at.getTime(),
      })
      expect(stored).toEqual(hash)
    }
    expect(plan.hash).toEqual(hash)
  })

  it('lets two appends to one stream follow each other in the same batch', () => {
    const plan = planBatch(head(), [append('1', 'a', 'none'), append('2', 'a', 1)])
    expect(places(plan)).toEqual([
      [11, 'a', 1],
      [12, 'a', 2],
    ])
  })

  it('refuses the append with the wrong version alone: the others go on without a hole', () => {
    const plan = planBatch(head({ versions: new Map([['a', 4]]) }), [
      append('1', 'b', 'none'),
      append('2', 'a', 3),
      append('3', 'c', 'none'),
    ])
    expect(places(plan)).toEqual([
      [11, 'b', 1],
      [12, 'c', 1],
    ])
    expect(plan.outcomes[1]).toBeInstanceOf(WrongVersion)
    expect(plan.outcomes[1]).toMatchObject({ stream: 'a', expected: 3, actual: 4 })
  })

  it.each([
    ['a stream that is there already', 'none', 1],
    ['a stream that is not there yet', 1, 0],
    ['a stream that is not as far', 2, 1],
    ['a stream that is further', 1, 2],
  ] as const)('refuses to append to %s', (_, expected, version) => {
    const versions = new Map(version === 0 ? [] : [['a', version]])
    const { rows, outcomes, position } = planBatch(head({ versions }), [append('1', 'a', expected)])
    expect(rows).toEqual([])
    expect(position).toBe(10)
    expect(outcomes[0]).toBeInstanceOf(WrongVersion)
  })

  it('appends wherever the stream ends where that does not matter', () => {
    const plan = planBatch(head({ versions: new Map([['a', 7]]) }), [append('1', 'a', 'any')])
    expect(places(plan)).toEqual([[11, 'a', 8]])
  })

  it('answers a command that is in the log as replayed, whatever version it expects', () => {
    const again = append('1', 'a', 'none', 2)
    const applied = new Set([commandKey(again).toString('hex')])
    const plan = planBatch(head({ applied, versions: new Map([['a', 2]]) }), [again])
    expect(plan.rows).toEqual([])
    expect(plan.outcomes).toEqual([{ position: 0, version: 0, replayed: true }])
    expect(plan.hash).toEqual(EMPTY_LOG_HASH)
  })

  it('writes a command once that is twice in the same batch', () => {
    const plan = planBatch(head(), [append('1', 'a', 'none'), append('1', 'a', 'none')])
    expect(places(plan)).toEqual([[11, 'a', 1]])
    expect(plan.outcomes.map((one) => 'replayed' in one && one.replayed)).toEqual([false, true])
  })

  it('gives a command that was refused another chance in the same batch', () => {
    const plan = planBatch(head(), [
      append('1', 'a', 1),
      append('2', 'a', 'none'),
      append('1', 'a', 1),
    ])
    expect(places(plan)).toEqual([
      [11, 'a', 1],
      [12, 'a', 2],
    ])
    expect(plan.outcomes[0]).toBeInstanceOf(WrongVersion)
  })

  it('leaves what the head knew as it was', () => {
    const known = head({ versions: new Map([['a', 1]]), applied: new Set(['x']) })
    planBatch(known, [append('1', 'a', 1)])
    expect(known.versions.get('a')).toBe(1)
    expect([...known.applied]).toEqual(['x'])
  })
})

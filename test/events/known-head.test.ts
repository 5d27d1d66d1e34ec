import { describe, expect, it } from 'vitest'
import { type LogHead, type PreparedAppend, planBatch } from '../../src/events/append-batch.ts'
import type { ExpectedVersion } from '../../src/events/append-request.ts'
import { EMPTY_LOG_HASH, eventId } from '../../src/events/index.ts'
import { KnownHead } from '../../src/events/known-head.ts'

const append = (
  commandId: string,
  stream: string,
  expected: ExpectedVersion,
  rows?: () => Promise<void>,
): PreparedAppend => ({
  request: {
    ...{ commandId, actor: 'worker', stream, expected, now: 1_767_225_600_000, events: [] },
    ...(rows === undefined ? {} : { rows }),
  },
  events: [
    {
      eventId: eventId(commandId, 0),
      type: 'Counted',
      schemaVersion: 1,
      data: '{}',
      metadata: '{}',
    },
  ],
})

const empty: LogHead = {
  position: 0,
  hash: EMPTY_LOG_HASH,
  applied: new Set(),
  versions: new Map(),
}

/** What is known after the first commit, of two events in stream a. */
const afterFirst = () => {
  const known = new KnownHead()
  const plan = planBatch(empty, [append('1', 'a', 'none'), append('2', 'a', 1)])
  known.learn(empty, plan)
  return { known, plan }
}

describe('what the appender remembers of its last commit', () => {
  it('is nothing before there was one, and nothing after a failure', () => {
    expect(new KnownHead().guess([append('1', 'a', 'none')])).toBeUndefined()
    const { known } = afterFirst()
    known.forget()
    expect(known.guess([append('3', 'a', 2)])).toBeUndefined()
  })

  it('plans the same rows as the log itself would have', () => {
    const { known, plan } = afterFirst()
    const batch = [append('3', 'a', 2), append('4', 'b', 'none'), append('5', 'a', 'any')]
    const { position, hash } = plan
    const asked = planBatch({ ...empty, position, hash, versions: new Map([['a', 2]]) }, batch)
    expect(known.guess(batch)).toEqual({ plan: asked, position, hash })
  })

  it('asks the log about streams that it does not know, about refusals and where rows belong to an append', () => {
    const { known } = afterFirst()
    expect(known.guess([append('3', 'b', 1)])).toBeUndefined()
    expect(known.guess([append('3', 'b', 'any')])).toBeUndefined()
    expect(known.guess([append('3', 'a', 1)])).toBeUndefined()
    expect(known.guess([append('3', 'a', 'none')])).toBeUndefined()
    expect(known.guess([append('3', 'a', 2, async () => {})])).toBeUndefined()
  })

  it('is forgotten where somebody else has appended in between', () => {
    const { known } = afterFirst()
    const moved = { ...empty, position: 7 }
    known.learn(moved, planBatch(moved, [append('9', 'c', 'none')]))
    expect(known.guess([append('3', 'a', 2)])).toBeUndefined()
    expect(known.guess([append('3', 'c', 1)])?.position).toBe(8)
  })
})

import { describe, expect, it } from 'vitest'
import { PendingSyns } from '../../../../src/services/traffic/tcp/pending-syns.ts'
import { FLAGS, TCP_WORDS, TcpFlow } from '../../../../src/services/traffic/tcp/tcp-table.ts'

const SECOND_US = 1_000_000
/** As many as are waited for at once. */
const MAX_PENDING = 65_536

const wordsFor = (entries: number) => new Int32Array(TCP_WORDS * entries)
const answer = (words: Int32Array, entry: number) => {
  words[TCP_WORDS * entry + FLAGS] = TcpFlow.answered
}

describe('SYNs that were not answered yet', () => {
  it('stay without an answer once three seconds are over, and not before', () => {
    const pending = new PendingSyns()
    const words = wordsFor(2)
    expect(pending.add(0, 0, words)).toBe(0)
    expect(pending.expire(3 * SECOND_US, words)).toBe(0)
    expect(pending.expire(3 * SECOND_US + 1, words)).toBe(1)
    expect(pending.expire(9 * SECOND_US, words)).toBe(0) // said once
  })

  it('are not counted where the answer came in time', () => {
    const pending = new PendingSyns()
    const words = wordsFor(2)
    pending.add(0, 0, words)
    pending.add(1, 0, words)
    answer(words, 1)
    expect(pending.expire(4 * SECOND_US, words)).toBe(1)
  })

  it('give their place to the next where there are too many, and the oldest is then counted', () => {
    const pending = new PendingSyns()
    const words = wordsFor(MAX_PENDING + 1)
    for (let entry = 0; entry < MAX_PENDING; entry++) expect(pending.add(entry, 0, words)).toBe(0)
    expect(pending.add(MAX_PENDING, 1, words)).toBe(1)
  })

  it('go on being waited for where their connection has moved', () => {
    const pending = new PendingSyns()
    const words = wordsFor(4)
    pending.add(1, 0, words)
    pending.add(3, 0, words)
    // Entries 0 and 2 went: 1 is 0 now, and 3 is 1.
    pending.moved(1, 0)
    pending.moved(3, 1)
    pending.allMoved()
    answer(words, 1)
    expect(pending.expire(4 * SECOND_US, words)).toBe(1)
  })

  it('are forgotten with a connection that was taken out', () => {
    const pending = new PendingSyns()
    const words = wordsFor(4)
    pending.add(1, 0, words)
    pending.add(3, 0, words)
    pending.moved(3, 0)
    pending.allMoved()
    expect(pending.expire(4 * SECOND_US, words)).toBe(1)
  })
})

import { describe, expect, it } from 'vitest'
import { DnsTimer } from '../../../../src/services/traffic/names/dns-timer.ts'

const NO_ERROR = 0
const SERVER_FAILURE = 2
const NAME_ERROR = 3
const FLOW = 7
const ID = 0x1234
const START = 1_700_000_000_000

describe('the time of DNS', () => {
  it('is from the question to its answer, to the microsecond', () => {
    const timer = new DnsTimer()
    timer.ask(FLOW, ID, START)
    timer.answer(FLOW, ID, NO_ERROR, START + 12.345)
    expect(timer.take()).toMatchObject({ questions: 1, answers: 1, timed: 1, latencyUs: 12_345 })
    expect(timer.take()).toMatchObject({ questions: 0, answers: 0, timed: 0, latencyUs: 0 })
  })

  it.each([
    ['of another question', FLOW, ID + 1, 5],
    ['in another flow', FLOW + 1, ID, 5],
    ['that nobody waits for any more', FLOW, ID, 60_001],
  ])('is not that of an answer %s, which is counted all the same', (_, flow, id, after) => {
    const timer = new DnsTimer()
    timer.ask(FLOW, ID, START)
    timer.answer(flow, id, NO_ERROR, START + after)
    expect(timer.take()).toMatchObject({ answers: 1, timed: 0, latencyUs: 0 })
  })

  it('is taken once, also where an answer comes twice', () => {
    const timer = new DnsTimer()
    timer.ask(FLOW, ID, START)
    timer.answer(FLOW, ID, NO_ERROR, START + 5)
    timer.answer(FLOW, ID, NO_ERROR, START + 6)
    expect(timer.take()).toMatchObject({ answers: 2, timed: 1, latencyUs: 5_000 })
  })

  it('is none where the clock was set back, and unknown where flows have moved', () => {
    const timer = new DnsTimer()
    timer.ask(FLOW, ID, START)
    timer.answer(FLOW, ID, NO_ERROR, START - 5)
    timer.ask(FLOW, ID, START)
    timer.forget()
    timer.answer(FLOW, ID, NO_ERROR, START + 5)
    expect(timer.take()).toMatchObject({ answers: 2, timed: 1, latencyUs: 0 })
  })
})

it('tells names that do not exist from other failures', () => {
  const timer = new DnsTimer()
  for (const code of [NO_ERROR, NAME_ERROR, NAME_ERROR, SERVER_FAILURE])
    timer.answer(FLOW, ID, code, START)
  expect(timer.take()).toMatchObject({ answers: 4, nameErrors: 2, failures: 1 })
})

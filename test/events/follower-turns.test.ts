import { expect, it } from 'vitest'
import { FollowerTurns } from '../../src/events/follower-turns.ts'

const MINUTE_MS = 60_000
const open = () => {
  const clock = { ms: 0 }
  const turns = new FollowerTurns(() => clock.ms)
  return { clock, turns, one: turns.begin('one'), other: turns.begin('other') }
}

it('a follower hangs where it has not turned for minutes and another one has', () => {
  const { clock, turns, other } = open()
  clock.ms = 4 * MINUTE_MS
  other.turned()
  expect(turns.stuck()).toEqual([])
  clock.ms = 6 * MINUTE_MS
  other.turned()
  expect(turns.stuck()).toEqual(['one'])
})

it('nobody hangs where nobody turns: then a server is away', () => {
  const { clock, turns } = open()
  clock.ms = 60 * MINUTE_MS
  expect(turns.stuck()).toEqual([])
})

it('a follower that ended, or turns again, does not hang', () => {
  const { clock, turns, one, other } = open()
  clock.ms = 6 * MINUTE_MS
  other.turned()
  one.turned()
  expect(turns.stuck()).toEqual([])
  clock.ms = 12 * MINUTE_MS
  other.turned()
  one.ended()
  expect(turns.stuck()).toEqual([])
})

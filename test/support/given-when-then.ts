import { expect } from 'vitest'
import { Failure } from '../../src/base/failure.ts'
import type { FailureCode } from '../../src/base/failure-catalogue.ts'
import { type Decider, type DomainEvent, stateAfter } from '../../src/events/index.ts'

type Outcome<Event> = {
  /** Exactly these events, in this order. */
  readonly then: (events: readonly Event[]) => void
  /** No event: what was asked for is already so. */
  readonly thenNothing: () => void
  /** A refusal with this code, and these of its values. */
  readonly thenRefused: (code: FailureCode, values?: Failure['values']) => void
  /** A fault of ours, which no asker can bring about. */
  readonly thenAsserts: () => void
}

/** A decider's sentence: given what happened, when this is asked for, then that follows. */
export const given = <Command, State, Event extends DomainEvent>(
  decider: Decider<Command, State, Event>,
  events: readonly Event[],
) => ({
  /** The state that the events add up to. */
  state: (): State => stateAfter(decider, events),
  when: (command: Command): Outcome<Event> => {
    const decide = () => decider.decide(command, stateAfter(decider, events))
    return {
      // biome-ignore lint/suspicious/noThenProperty: it reads as a sentence, and nobody awaits it
      then: (expected) => expect(decide()).toEqual(expected),
      thenNothing: () => expect(decide()).toEqual([]),
      thenRefused: (code, values = {}) => {
        const thrown = thrownBy(decide)
        expect(thrown).toBeInstanceOf(Failure)
        expect(thrown).toMatchObject({ code, values })
      },
      thenAsserts: () => expect(thrownBy(decide)).toMatchObject({ name: 'AssertionFailed' }),
    }
  },
})

const thrownBy = (act: () => unknown): unknown => {
  try {
    return { returned: act() }
  } catch (thrown) {
    return thrown
  }
}

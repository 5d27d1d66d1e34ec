import type { DomainEvent, StoredEvent } from './event.ts'

/**
 * What a slice knows about one stream, in three pure parts. `decide` turns a command into events, or into none where what it asks for
 * is already so, or throws a Failure where it is refused. Time arrives in the command.
 */
export type Decider<Command, State, Event extends DomainEvent> = {
  readonly initial: State
  readonly decide: (command: Command, state: State) => readonly Event[]
  readonly evolve: (state: State, event: Event) => State
}

/** The state after the events, from the beginning. */
export const stateAfter = <State, Event extends DomainEvent>(
  decider: Pick<Decider<never, State, Event>, 'initial' | 'evolve'>,
  events: readonly (Event | StoredEvent)[],
): State => (events as readonly Event[]).reduce(decider.evolve, decider.initial)

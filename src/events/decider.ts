import type { DomainEvent, StoredEvent } from './event.ts'

/**
 * What a slice knows about one stream, in three pure parts. `decide` turns a command into events, or into none where what it asks for
 * is already so, or throws a Failure where it is refused. Time arrives in the command.
 */
export type Decider<Command, State, Event extends DomainEvent> = {
  readonly initial: State
  readonly decide: (command: Command, state: State) => readonly Event[]
  readonly evolve: (state: State, event: Event) => State
  /**
   * The version of the state's shape, where a stream may grow long: its state is then kept now and then, and must be plain JSON. Raised when
   * `evolve` means something else than before.
   */
  readonly snapshotVersion?: number
}

/** The state after the events, from the beginning or from what a snapshot says. */
export const stateAfter = <State, Event extends DomainEvent>(
  decider: Pick<Decider<never, State, Event>, 'initial' | 'evolve'>,
  events: readonly (Event | StoredEvent)[],
  from: State = decider.initial,
): State => (events as readonly Event[]).reduce(decider.evolve, from)

import { pause } from '../base/clock.ts'
import { Failure } from '../base/failure.ts'
import type { Database } from '../db/database.ts'
import { WrongVersion } from './append-request.ts'
import type { Appender } from './appender.ts'
import { type Decider, stateAfter } from './decider.ts'
import type { DomainEvent, EventMetadata } from './event.ts'
import type { LogReader } from './log-reader.ts'
import type { Snapshots } from './snapshots.ts'

/** After this many lost races the asker is told; each waits longer than the one before, with jitter so that two do not walk in step. */
const MAX_ATTEMPTS = 4
const RETRY_MS = 100
const RETRY_GROWTH = 1.5

/** Events read since the last snapshot that make a new one worth its write. */
const SNAPSHOT_EVENTS = 100

/** As much of a decider as its state needs. */
type StateOf<State, Event extends DomainEvent> = Pick<
  Decider<never, State, Event>,
  'initial' | 'evolve' | 'snapshotVersion'
>

export type CommandContext = EventMetadata & {
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** The context of a command that nobody gives by hand. Its id names the work and its step, so that work which is repeated repeats its commands; `now` in ms. */
export const workerCommand = (work: string, step: string, now: number): CommandContext => ({
  commandId: `${work}/${step}`,
  actor: 'worker',
  now,
})

export type Handled<State, Event> = {
  readonly state: State
  /** What this command brought about, now or in an earlier attempt; empty where all was so already. */
  readonly events: readonly Event[]
  /** Wait for projections up to here to read what was written. */
  readonly position: number
}

/** Takes commands to a decider: load → decide → append, again where somebody else was quicker. Repeating a command changes nothing. */
export class CommandRunner {
  readonly #reader: LogReader
  readonly #appender: Appender
  readonly #snapshots: Snapshots

  constructor(reader: LogReader, appender: Appender, snapshots: Snapshots) {
    this.#reader = reader
    this.#appender = appender
    this.#snapshots = snapshots
  }

  async handle<Command, State, Event extends DomainEvent>(
    decider: Decider<Command, State, Event>,
    stream: string,
    command: Command,
    context: CommandContext,
    rows?: (db: Database) => Promise<void>,
  ): Promise<Handled<State, Event>> {
    for (let attempt = 1; ; attempt++) {
      const { state, past, version } = await this.#read(decider, stream)
      const earlier = past.filter((event) => event.metadata.commandId === context.commandId)
      const position = past.at(-1)?.position ?? 0
      if (earlier.length > 0) return { state, events: earlier as unknown as Event[], position }
      const events = decider.decide(command, state)
      if (events.length === 0) return { state, events, position }
      const { commandId, actor, now } = context
      const expected = version === 0 ? 'none' : version
      try {
        const result = await this.#appender.append({
          stream,
          expected,
          events,
          commandId,
          actor,
          now,
          ...(rows === undefined ? {} : { rows }),
        })
        const after = events.reduce(decider.evolve, state)
        if (!result.replayed) return { state: after, events, position: result.position }
        // An attempt before this one was committed: the next look finds its events, unless another stream has them.
      } catch (thrown) {
        if (!(thrown instanceof WrongVersion)) throw thrown
        if (attempt < MAX_ATTEMPTS) {
          await pause(RETRY_MS * RETRY_GROWTH ** attempt * (0.5 + Math.random()))
        }
      }
      if (attempt >= MAX_ATTEMPTS) throw new Failure('VERSION_CONFLICT', { stream })
    }
  }

  /** What the events of a stream say, for decisions that change nothing. */
  async load<State, Event extends DomainEvent>(
    decider: StateOf<State, Event>,
    stream: string,
  ): Promise<State> {
    return (await this.#read(decider, stream)).state
  }

  /** The state of a stream, with the events since its snapshot; takes a new one where these have become many. */
  async #read<State, Event extends DomainEvent>(decider: StateOf<State, Event>, stream: string) {
    const { snapshotVersion } = decider
    const snapshot =
      snapshotVersion === undefined
        ? undefined
        : await this.#snapshots.read(stream, snapshotVersion)
    const past = await this.#reader.readStream(stream, snapshot?.version)
    const from = (snapshot?.state ?? decider.initial) as State
    const state = stateAfter(decider, past, from)
    const version = past.at(-1)?.version ?? snapshot?.version ?? 0
    if (snapshotVersion !== undefined && past.length >= SNAPSHOT_EVENTS) {
      await this.#snapshots.write(stream, snapshotVersion, { version, state })
    }
    return { state, past, version }
  }
}

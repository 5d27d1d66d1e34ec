/** A follower that has not finished a step for this long hangs: an idle one looks every 5 s, a failing one every 10 s. */
const STUCK_MS = 300_000
/** Another one that finished a step within this shows that the servers answer, so that the one that hangs waits for nothing. */
const LIVELY_MS = 30_000

/**
 * When each follower of the log last finished a step, well or badly. Says who hangs for good: not those that wait for a server that is away,
 * for then all of them wait, or fail and try again. Times are in ms on a clock that nobody steps.
 */
export class FollowerTurns {
  readonly #now: () => number
  readonly #turns = new Set<{ readonly name: string; at: number }>()

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Begins to watch a follower; what is returned is to be called after each of its steps and at its end. */
  begin(name: string): { readonly turned: () => void; readonly ended: () => void } {
    const turn = { name, at: this.#now() }
    this.#turns.add(turn)
    return {
      turned: () => {
        turn.at = this.#now()
      },
      ended: () => this.#turns.delete(turn),
    }
  }

  /** The names of those that hang while another one goes on. */
  stuck(): readonly string[] {
    const now = this.#now()
    const turns = [...this.#turns]
    if (!turns.some(({ at }) => now - at <= LIVELY_MS)) return []
    return turns.filter(({ at }) => now - at > STUCK_MS).map(({ name }) => name)
  }
}

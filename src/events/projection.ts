import type { Database } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import type { EventOf, EventTypes, StoredEvent } from './event.ts'

/**
 * Keeps tables that are read, from the events alone. `project` writes only the projection's own tables, through `trx`, and never
 * reads a clock: replayed, it gives the same rows.
 */
export type Projection = {
  readonly name: string
  /** Raised when `project` means something else than before: the tables are then rebuilt from the whole log. */
  readonly version: number
  /** The tables that it owns, emptied by a replay. */
  readonly tables: readonly (keyof Tables)[]
  /** The event types that it handles; every other is passed over by this declaration, not by accident. */
  readonly handles: readonly string[]
  readonly project: (trx: Database, event: StoredEvent) => Promise<void>
}

/** A projection that handles all of these event types, and is given them typed. */
export const projectionOf = <Types extends EventTypes>(
  types: Types,
  {
    project,
    ...rest
  }: Omit<Projection, 'handles' | 'project'> & {
    readonly project: (trx: Database, event: StoredEvent<EventOf<Types>>) => Promise<void>
  },
): Projection => ({
  ...rest,
  handles: Object.keys(types),
  project: (trx, event) => project(trx, event as StoredEvent<EventOf<Types>>), // it has one of the types
})

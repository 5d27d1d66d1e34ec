import { assert } from '../base/assert.ts'
import type { DomainEvent, EventTypes } from './event.ts'

/** Turns the data of one version into that of the next. Pure; stored events are never rewritten. */
type Upcaster = (data: Record<string, unknown>) => Record<string, unknown>

/** By event type: the step from version 1 to 2, from 2 to 3, and so on. */
export type Upcasters = { readonly [type: string]: readonly Upcaster[] }

/** All event types that this version knows. Checks what is written; brings what is read up to today's version. */
export class EventCatalogue {
  readonly #types: EventTypes
  readonly #upcasters: Upcasters

  constructor(types: EventTypes, upcasters: Upcasters = {}) {
    for (const [type, { version }] of Object.entries(types)) {
      const steps = upcasters[type]?.length ?? 0
      assert(steps === version - 1, `${type} is at version ${version} with ${steps} upcasters`)
    }
    this.#types = types
    this.#upcasters = upcasters
  }

  /** Checks an event against its schema before it is written: a wrong one is a fault of ours. */
  serialize(event: DomainEvent): { readonly data: string; readonly schemaVersion: number } {
    const known = this.#types[event.type]
    assert(known !== undefined, `event type ${event.type} is in no catalogue`)
    const checked = known.data.safeParse(event.data)
    assert(checked.success, `${event.type} does not fit its schema: ${checked.error?.message}`)
    return { data: JSON.stringify(checked.data), schemaVersion: known.version }
  }

  /** Reads what was written; an older version goes up step by step before anyone sees it. A type of a newer Vigie stays as it is. */
  deserialize(type: string, schemaVersion: number, json: string): Record<string, unknown> {
    let data = JSON.parse(json) as Record<string, unknown>
    const steps = this.#upcasters[type]
    if (steps === undefined) return data
    for (const step of steps.slice(schemaVersion - 1)) data = step(data)
    return data
  }
}

import type { z } from 'zod'

/** What a decider returns: something that happened, in the words of its slice. */
export type DomainEvent = {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** The types of one slice: for each, the version that is written today and the shape of its data. */
export type EventTypes = {
  readonly [type: string]: { readonly version: number; readonly data: z.ZodType }
}

/** The union of events that a set of types describes: `{ type: 'CaptureRequested', data: … } | …`. */
export type EventOf<Types extends EventTypes> = {
  [Type in keyof Types & string]: {
    readonly type: Type
    readonly data: Readonly<z.infer<Types[Type]['data']>>
  }
}[keyof Types & string]

/** Who wanted it, and what it was part of. Stored with each event. */
export type EventMetadata = {
  /** The intent: stable across retries of the same command, different for each new one. */
  readonly commandId: string
  /** 'local:<uid>', 'schedule:<id>', 'worker', … ; never a name. */
  readonly actor: string
}

/** An event as it stands in the log. */
export type StoredEvent<Event extends DomainEvent = DomainEvent> = Event & {
  /** In the whole log, contiguous from 1. */
  readonly position: number
  readonly stream: string
  /** In its stream, contiguous from 1. */
  readonly version: number
  readonly metadata: EventMetadata
  /** Milliseconds since the epoch, from the command's `now`. */
  readonly occurredAt: number
  /** SHA-256 over the hash before it and this row: the audit chain. */
  readonly hash: Buffer
}

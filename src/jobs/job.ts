import type { z } from 'zod'

/** Ids only: the worker reads the rest. More in a job is a mistake (bytes). */
export const MAX_JOB_BYTES = 4_096

/** What may be queued: the contract between whoever asks and whoever works. */
export type JobContract<Data> = {
  /** Verb and noun: 'capture-traffic'. */
  readonly name: string
  readonly schema: z.ZodType<Data>
  /** The queue, named by its work; a capture's by its sensor too. */
  readonly queue: (data: Data) => string
  /** What tells this job from every other, as one part or more: the same work, the same id. */
  readonly key: (data: Data) => string
  /** How often it is tried when the world fails it; each pause is twice the one before. */
  readonly attempts: number
  readonly backoffMs: number
}

export const defineJob = <Data>(contract: JobContract<Data>): JobContract<Data> => contract

/** A job that somebody wants done, not before `notBefore` (ms since the epoch). */
export type WantedJob = {
  readonly name: string
  readonly queue: string
  readonly id: string
  readonly data: unknown
  readonly notBefore: number
  readonly attempts: number
  readonly backoffMs: number
}

/** The job with its deterministic id: `<name>_<key>`. BullMQ allows no ':' in it. */
export const wanted = <Data>(
  contract: JobContract<Data>,
  data: Data,
  notBefore = 0,
): WantedJob => ({
  name: contract.name,
  queue: contract.queue(data),
  id: `${contract.name}_${contract.key(data)}`,
  data,
  notBefore,
  attempts: contract.attempts,
  backoffMs: contract.backoffMs,
})

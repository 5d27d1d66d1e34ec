import type { Clock } from './base/clock.ts'
import type { Config, Role } from './base/config-schema.ts'
import type { Log } from './base/log.ts'

export type DaemonOptions = {
  readonly home: string
  readonly environment: { readonly [name: string]: string | undefined }
  readonly roles: readonly Role[]
  /** Overrides the configured name. */
  readonly sensor: string | undefined
  readonly version: string
}

/** What every part of a start needs: the settings, and where to put what undoes it. */
export type Start = {
  readonly options: DaemonOptions
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  /** Done in reverse when Vigie stops, or when its start fails. */
  readonly undo: (() => unknown)[]
  /** Aborts when Vigie stops. */
  readonly ending: AbortController
}

import type { Role } from '../base/config-schema.ts'
import type { AnalyzeOptions, AnalyzeProgress, FileFigures } from '../base/traffic/file-figures.ts'
import type { Client, Fetch } from '../web/api/client.ts'
import type { Asked } from '../web/api/endpoint.ts'
import type { addIntervals } from '../web/api/imports.ts'
import type { Terminal } from './terminal.ts'

/** What a started daemon tells whoever started it. */
export type Started = {
  readonly pid: number
  readonly console: string | null
  /** Where an administrator was appointed at this start. */
  readonly firstPassword: string | undefined
}

export type UpOptions = { readonly roles: readonly Role[]; readonly sensor: string | undefined }

/** One line of `vigie doctor`. */
export type DoctorFinding = {
  readonly state: 'good' | 'bad' | 'known'
  readonly subject: string
  readonly finding: string
  /** What to do; empty where all is well. */
  readonly advice: string
}

type ConfigEntry = {
  readonly path: string
  readonly value: string | number | boolean | null
  readonly origin: 'default' | 'file' | 'credential' | 'environment'
  readonly variable: string
  readonly description: string
}

/** Hears how far a restore is: rows read, inserted or audited, and of how many where that is known. */
export type RestoreProgress = (
  stage: 'verifying' | 'inserting' | 'auditing',
  done: number,
  total: number | undefined,
) => void

/** What a backup held: rows, and the position of its last event. */
export type Restored = { readonly rows: number; readonly position: number }

/** An interval of a file, as the daemon takes it. */
export type FileInterval = Asked<typeof addIntervals>['body']['intervals'][number]

/** What main gives the commands. Those that must work without a daemon come as functions; all others ask it. */
export type CliContext = {
  readonly terminal: Terminal
  readonly home: string
  readonly version: string
  readonly ask: Client
  readonly fetch: Fetch
  readonly describeConfig: () => Promise<readonly ConfigEntry[]>
  /** Runs the daemon in this process until it is told to stop; `started` hears when it is up. */
  readonly up: (options: UpOptions, started: (daemon: Started) => void) => Promise<void>
  /** Starts it in the background. Throws what the start failed with. */
  readonly upDetached: (options: UpOptions) => Promise<Started>
  readonly analyze: (
    file: string,
    options: AnalyzeOptions,
    progress: AnalyzeProgress,
    takeIntervals?: (intervals: readonly FileInterval[]) => Promise<void>,
  ) => Promise<FileFigures>
  readonly restore: (file: string, progress: RestoreProgress) => Promise<Restored>
  readonly doctor: (terminal: Terminal) => Promise<readonly DoctorFinding[]>
}

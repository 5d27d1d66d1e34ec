import type { listCaptures } from '../services/capture/index.ts'

/** The database as the slices' queries take it. The web imports no database: it only hands this on. */
export type SliceDatabase = Parameters<typeof listCaptures>[0]

/**
 * The queues, named by their work. Jobs share one where they may hold each other up: what reads the tables for a while is one, what waits
 * for other people's servers another. A job of another pace, or of another place, has a queue of its own.
 */
export const REPORT_QUEUE = 'report'
export const DELIVERY_QUEUE = 'delivery'
export const UPKEEP_QUEUE = 'upkeep'

/** The queue of one sensor: its captures run where it is. */
export const captureQueue = (sensor: string): string => `capture@${sensor}`

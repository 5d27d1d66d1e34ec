/** The disk slice: what there is room for, and what stops before there is none. */
export { DiskGuard, type DiskState } from './disk-guard.ts'
export { type DiskBounds, nextDiskLevel } from './disk-level.ts'
export type { DiskLevel } from './events.ts'
export { type LowDisk, lowDisksWithin } from './low-disk.ts'

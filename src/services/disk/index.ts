/** The disk slice: what there is room for, and what stops before there is none. */
export { DiskGuard } from './disk-guard.ts'
export { nextDiskLevel } from './disk-level.ts'
export { type LowDisk, lowDisksWithin } from './low-disk.ts'

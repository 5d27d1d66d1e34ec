/** The pure door of the disk slice: how much room there was for what, on the disk of each sensor. */
import { z } from 'zod'
import type { EventOf } from '../../events/event.ts'

/** What there is room for: all; all but packets; neither packets nor interval rows, only the log and what follows from it. */
export const diskLevels = ['enough', 'no packets', 'no intervals'] as const

export const diskEvents = {
  DiskLevelChanged: {
    version: 1,
    data: z.object({
      sensor: z.string(),
      from: z.enum(diskLevels),
      to: z.enum(diskLevels),
      freeBytes: z.int().nonnegative(),
    }),
  },
} as const

export type DiskEvent = EventOf<typeof diskEvents>
export type DiskLevel = (typeof diskLevels)[number]

/** It is read from its end only, so it may grow. */
export const diskStream = (sensor: string): string => `disk-${sensor}`

import { z } from 'zod'
import { countField, idField, momentField, sha256Field } from '../../../base/fields.ts'
import type { EventOf } from '../../../events/event.ts'

/** Names a file of saved packets: the `number`-th of a segment of a capture or watch. */
const packetFileKey = z.object({
  captureId: idField,
  segment: z.int().positive(),
  number: z.int().positive(),
})

/** Why saved packets were given up: to make room for newer ones, or because of their age. */
const packetFileEnds = ['bytes', 'age'] as const

export const packetFileEvents = {
  PacketsSaved: {
    version: 1,
    data: packetFileKey.extend({
      sensor: z.string(),
      bytes: z.int().positive(),
      packets: countField,
      firstAt: momentField,
      lastAt: momentField,
      sha256: sha256Field,
    }),
  },
  PacketsDiscarded: {
    version: 1,
    data: z.object({
      sensor: z.string(),
      reason: z.enum(packetFileEnds),
      files: z.array(packetFileKey).min(1).max(100),
    }),
  },
} as const

export type PacketFileEvent = EventOf<typeof packetFileEvents>
export type PacketFileKey = z.infer<typeof packetFileKey>
export type PacketFileEnd = (typeof packetFileEnds)[number]

/** One stream a day and sensor, so that none grows without end. `day` is YYYY-MM-DD. */
export const packetStream = (sensor: string, day: string): string => `packets-${sensor}-${day}`

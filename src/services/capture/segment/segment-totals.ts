import { z } from 'zod'
import { countField } from '../../../base/fields.ts'

/** The sums over the interval rows of a segment. `kernelDrops` is null where the driver cannot know. */
export const segmentTotals = z.object({
  intervals: countField,
  packets: countField,
  bytes: countField,
  kernelDrops: countField.nullable(),
  truncated: countField,
  malformed: countField,
  flows: countField,
})

export type SegmentTotals = z.infer<typeof segmentTotals>

import { z } from 'zod'
import { idField } from '../base/fields.ts'
import { defineJob } from './job.ts'
import { captureQueue } from './queue-names.ts'

/** Carry a capture out on its sensor, from wherever an earlier attempt left it. */
export const captureTraffic = defineJob({
  name: 'capture-traffic',
  schema: z.object({ captureId: idField, sensor: z.string() }),
  queue: ({ sensor }) => captureQueue(sensor),
  key: ({ captureId }) => captureId,
  attempts: 5,
  backoffMs: 1_000,
})

import { z } from 'zod'
import { momentField } from '../../base/fields.ts'
import { endpoint, nothing } from './endpoint.ts'

export const showStatus = endpoint({
  method: 'GET',
  path: '/api/status',
  summary: 'What runs, where, and how far it is',
  params: nothing,
  query: nothing,
  body: nothing,
  answer: z.object({
    version: z.string(),
    pid: z.int(),
    home: z.string(),
    startedAt: momentField,
    sensor: z.string(),
    roles: z.array(z.string()),
    console: z.string().nullable(),
    smtp: z.string().nullable(),
    defaultInterface: z.string(),
    administrator: z.string(),
    /** What the fullest file system of the data has room for. */
    disk: z.object({
      level: z.enum(['enough', 'no packets', 'no intervals']),
      folder: z.string(),
      freeBytes: z.int(),
    }),
    servers: z.array(
      z.object({
        name: z.string(),
        own: z.boolean(),
        state: z.string(),
        address: z.string(),
        restarts: z.int(),
        pid: z.int().optional(),
      }),
    ),
    log: z.object({ position: z.int(), hash: z.string() }).nullable(),
    projections: z.array(
      z.object({ name: z.string(), position: z.int(), failure: z.string().nullable() }),
    ),
    queues: z.array(
      z.object({
        name: z.string(),
        waiting: z.int(),
        active: z.int(),
        delayed: z.int(),
        failed: z.int(),
      }),
    ),
    sensors: z.array(
      z.object({
        name: z.string(),
        away: z.boolean(),
        seenAt: momentField,
        interfaces: z.array(z.object({ name: z.string(), up: z.boolean() })),
      }),
    ),
  }),
})

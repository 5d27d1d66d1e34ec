import { z } from 'zod'
import { countField, momentField } from '../../base/fields.ts'
import { gapList, keptSince, trafficFigures, typedInterface } from './captures.ts'
import { endpoint, failureField, idParams, limitQuery, nothing } from './endpoint.ts'

export const watchBody = z.object({
  interface: typedInterface,
  filter: z.string().max(1_024).default(''),
  sensor: z.string().min(1).max(64).optional(),
  driver: z.enum(['ring', 'cap']).optional(),
  save: z.boolean().default(false),
})

export const watchRow = z.object({
  id: z.string(),
  sensor: z.string(),
  interface: z.string(),
  driver: z.string(),
  filter: z.string(),
  save: z.boolean(),
  actor: z.string(),
  addedAt: momentField,
  removedAt: momentField.nullable(),
  /** 'away': its sensor has not been heard of; 'failing': it is tried again and again. */
  state: z.enum(['counting', 'starting', 'failing', 'away', 'removed']),
  openedAt: momentField.nullable(),
  failure: failureField,
})

export const watchDetail = watchRow.extend({
  /** What the figures are about. */
  from: momentField,
  to: momentField,
  askedMs: countField,
  countedMs: countField,
  gaps: gapList,
  lostIntervals: countField,
  keptSince,
  traffic: trafficFigures,
})

export const addWatch = endpoint({
  method: 'POST',
  path: '/api/watches',
  summary: 'Watch an interface until further notice',
  params: nothing,
  query: nothing,
  body: watchBody,
  answer: watchRow,
})

export const listWatches = endpoint({
  method: 'GET',
  path: '/api/watches',
  summary: 'The standing watches',
  params: nothing,
  query: limitQuery.extend({ removed: z.stringbool().default(false) }),
  body: nothing,
  answer: z.object({ watches: z.array(watchRow) }),
})

/** A window of figures: an hour to a year. */
export const WATCH_HOURS_MAX = 8_784

export const showWatch = endpoint({
  method: 'GET',
  path: '/api/watches/:id',
  summary: 'One watch with the figures of its last hours',
  params: idParams,
  query: z.object({
    top: z.coerce.number().int().min(1).max(1_000).default(10),
    hours: z.coerce.number().int().min(1).max(WATCH_HOURS_MAX).default(24),
  }),
  body: nothing,
  answer: watchDetail,
})

export const removeWatch = endpoint({
  method: 'DELETE',
  path: '/api/watches/:id',
  summary: 'End a watch; what it counted stays',
  params: idParams,
  query: nothing,
  body: nothing,
  answer: watchRow,
})

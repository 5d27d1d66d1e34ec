import { z } from 'zod'
import { countField, momentField } from '../../base/fields.ts'
import { endpoint, failureField, idParams, limitQuery, nothing } from './endpoint.ts'
import { apart, dnsHealth, tcpHealth, twoWays } from './traffic-fields.ts'

/** A capture takes from a second to a day; longer is a standing watch. */
export const CAPTURE_SECONDS_MIN = 1
export const CAPTURE_SECONDS_MAX = 86_400

/** An address as it was typed; whether it is one, the daemon says. */
export const typedAddress = z.string().max(1_024)

/** A name as it was typed: longer than any interface has, so that it is refused as one that is not there. */
export const typedInterface = z.string().min(1).max(64)

export const captureBody = z.object({
  seconds: z.int().min(CAPTURE_SECONDS_MIN).max(CAPTURE_SECONDS_MAX),
  /** Left out: the sensor's default. */
  interface: typedInterface.optional(),
  filter: z.string().max(1_024).default(''),
  sensor: z.string().min(1).max(64).optional(),
  driver: z.enum(['ring', 'cap']).optional(),
  /** Keep the packets themselves too. */
  save: z.boolean().default(false),
  /** Mail the report when it ends: to these, or to the administrator where the list is empty. */
  mail: z.object({ to: z.array(typedAddress).max(20) }).optional(),
})

export const captureRow = z.object({
  id: z.string(),
  sensor: z.string(),
  interface: z.string(),
  /** The name of the file that it was imported from; null: it was captured here. */
  file: z.string().nullable(),
  /** Whether that file was cut or damaged: then it was read up to there. */
  isBrokenOff: z.boolean(),
  driver: z.string(),
  filter: z.string(),
  seconds: z.int(),
  state: z.enum(['waiting', 'running', 'completed', 'stopped', 'failed']),
  reportId: z.string().nullable(),
  actor: z.string(),
  requestedAt: momentField,
  startedAt: momentField.nullable(),
  endedAt: momentField.nullable(),
  failure: failureField,
})

export const trafficFigures = z.object({
  totals: z.object({
    intervals: countField,
    packets: countField,
    bytes: countField,
    kernelDrops: countField.nullable(),
    truncated: countField,
    malformed: countField,
    flows: countField,
    peakBytesPerSecond: countField,
  }),
  apart,
  tcp: tcpHealth,
  dns: dnsHealth,
  protocols: z
    .array(
      z.object({
        protocol: z.string(),
        port: z.int(),
        application: z.string(),
        packets: countField,
        bytes: countField,
      }),
    )
    .readonly(),
  devices: z
    .array(
      z.object({
        mac: z.string(),
        address: z.string(),
        name: z.string(),
        vendor: z.string(),
        random: z.boolean(),
        firstAt: momentField.nullable(),
        lastAt: momentField.nullable(),
        ...twoWays,
      }),
    )
    .readonly(),
  destinations: z.array(z.object({ address: z.string(), name: z.string(), ...twoWays })).readonly(),
  conversations: z
    .array(
      z.object({
        a: z.string(),
        b: z.string(),
        packetsAB: countField,
        bytesAB: countField,
        packetsBA: countField,
        bytesBA: countField,
      }),
    )
    .readonly(),
  details: z
    .array(z.object({ application: z.string(), detail: z.string(), count: countField }))
    .readonly(),
})

/** Times in which nothing was counted, and why. */
export const gapList = z
  .array(
    z.object({
      from: momentField,
      to: momentField,
      cause: z.enum(['down', 'crash', 'failed', 'late']),
    }),
  )
  .readonly()

/** Since when totals and lists are kept, where some of what was asked for no longer are: then `traffic` has not all. */
export const keptSince = z.object({
  totals: momentField.nullable(),
  details: momentField.nullable(),
})

export const captureDetail = captureRow.extend({
  countedMs: countField,
  gaps: gapList,
  lostIntervals: countField,
  /** Packets that are kept in files, until they make room for newer ones. */
  saved: z.object({ files: countField, packets: countField, bytes: countField }),
  keptSince,
  traffic: trafficFigures,
})

export const requestCapture = endpoint({
  method: 'POST',
  path: '/api/captures',
  summary: 'Start a timed capture',
  params: nothing,
  query: nothing,
  body: captureBody,
  answer: z.object({
    id: z.string(),
    sensor: z.string(),
    interface: z.string(),
    reportId: z.string().nullable(),
    /** Whom the report is mailed to. */
    recipients: z.array(z.string()),
  }),
})

export const listCaptures = endpoint({
  method: 'GET',
  path: '/api/captures',
  summary: 'The newest captures',
  params: nothing,
  query: limitQuery,
  body: nothing,
  answer: z.object({ captures: z.array(captureRow) }),
})

export const showCapture = endpoint({
  method: 'GET',
  path: '/api/captures/:id',
  summary: 'One capture with its figures, also while it runs',
  params: idParams,
  query: z.object({ top: z.coerce.number().int().min(1).max(1_000).default(10) }),
  body: nothing,
  answer: captureDetail,
})

export const stopCapture = endpoint({
  method: 'POST',
  path: '/api/captures/:id/stop',
  summary: 'End a capture before its time',
  params: idParams,
  query: nothing,
  body: nothing,
  answer: captureRow,
})

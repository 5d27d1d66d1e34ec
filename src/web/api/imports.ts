import { z } from 'zod'
import { countField, momentField } from '../../base/fields.ts'
import { FILE_INTERVALS_MAX } from '../../base/traffic/file-figures.ts'
import { endpoint, idParams, nothing } from './endpoint.ts'
import { apart, dnsHealth, tcpHealth, twoWays } from './traffic-fields.ts'

/** Intervals of one request, and about how many of their rows: a transaction of some thousand rows. */
export const IMPORT_INTERVALS_MAX = 100
export const IMPORT_ROWS = 1_000
/** Where the rows are so many, one more interval may still come: together they stay below this (bytes). */
const BODY_BYTES_MAX = 2 * 1024 * 1024

/** Rows of each list of an interval, with one for the others: what `services/traffic` keeps. */
export const importedRows = {
  protocols: 65,
  devices: 257,
  destinations: 257,
  conversations: 513,
  details: 65,
} as const

/** A capture file has no later times (ms); an hour begins with the last of them. */
const MOMENT_MAX = 2 ** 32 * 1_000 + 3_600_000

const time = momentField.max(MOMENT_MAX)
/** As long as its column, and in its letters. */
const ascii = (length: number) =>
  z
    .string()
    .max(length)
    .regex(/^[\x20-\x7e]*$/)

const ADDRESS_LENGTH = 45
const APPLICATION_LENGTH = 16

export const importedInterval = z.object({
  number: countField.max(FILE_INTERVALS_MAX - 1),
  startedAt: time,
  endedAt: time,
  packets: countField,
  bytes: countField,
  truncated: countField,
  malformed: countField,
  flows: countField,
  otherFlows: countField,
  /** A file does not say what the kernel dropped, nor which machine captured it: then both are null. */
  drops: countField.nullable(),
  apart,
  protocols: z
    .array(
      z.object({
        protocol: ascii(16),
        port: z.int().min(0).max(65_535),
        application: ascii(APPLICATION_LENGTH),
        packets: countField,
        bytes: countField,
      }),
    )
    .max(importedRows.protocols)
    .readonly(),
  devices: z
    .array(
      z.object({
        mac: ascii(17),
        address: ascii(ADDRESS_LENGTH),
        name: z.string().max(64),
        ...twoWays,
      }),
    )
    .max(importedRows.devices)
    .readonly(),
  destinations: z
    .array(z.object({ address: ascii(ADDRESS_LENGTH), name: ascii(253), ...twoWays }))
    .max(importedRows.destinations)
    .readonly(),
  conversations: z
    .array(
      z.object({
        a: ascii(ADDRESS_LENGTH),
        b: ascii(ADDRESS_LENGTH),
        packetsAB: countField,
        bytesAB: countField,
        packetsBA: countField,
        bytesBA: countField,
      }),
    )
    .max(importedRows.conversations)
    .readonly(),
  details: z
    .array(
      z.object({
        application: ascii(APPLICATION_LENGTH),
        detail: z.string().max(24),
        count: countField,
      }),
    )
    .max(importedRows.details)
    .readonly(),
  tcp: tcpHealth,
  dns: dnsHealth,
})

export const beginImport = endpoint({
  method: 'POST',
  path: '/api/imports',
  summary: 'Begin to store a capture file that somebody reads',
  params: nothing,
  query: nothing,
  body: nothing,
  /** The capture that it becomes. */
  answer: z.object({ id: z.string() }),
})

export const addIntervals = endpoint({
  method: 'POST',
  path: '/api/imports/:id/intervals',
  summary: 'The next intervals of that file',
  params: idParams,
  query: nothing,
  body: z.object({ intervals: z.array(importedInterval).min(1).max(IMPORT_INTERVALS_MAX) }),
  bodyBytesMax: BODY_BYTES_MAX,
  answer: nothing,
})

export const endImport = endpoint({
  method: 'POST',
  path: '/api/imports/:id/end',
  summary: 'Make a capture of that file: all of its intervals are there',
  params: idParams,
  query: nothing,
  body: z
    .object({
      /** Its name without folders; `-`: standard input. */
      file: z
        .string()
        .min(1)
        .max(255)
        .refine((name) => name.isWellFormed(), 'half a pair of surrogates'),
      firstAt: time,
      lastAt: time,
      /** Whether reading ended before the file did. */
      isBrokenOff: z.boolean(),
    })
    .refine(({ firstAt, lastAt }) => firstAt <= lastAt, 'lastAt lies before firstAt'),
  answer: z.object({ captureId: z.string() }),
})

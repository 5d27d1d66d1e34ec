import { z } from 'zod'
import { languages } from './text.ts'

const MIB = 1024 * 1024

/** A host name label or more: lower case, as it stands in queue names and addresses. */
const hostName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/, 'must be lower-case letters, digits, "-" or "."')

/** Days that rows are kept. The log itself is always kept. */
const days = (min: number, otherwise: number) => z.int().min(min).max(36_500).default(otherwise)

/** Free disk; 0 never acts. */
const freeMebibytes = (otherwise: number) => z.int().min(0).max(16_777_216).default(otherwise)

const port = z.int().min(0).max(65_535)

/** A server's address; whoever connects reads it in full. */
const url = (...schemes: readonly string[]) =>
  z
    .string()
    .refine(
      (text) => schemes.some((scheme) => text.startsWith(`${scheme}://`)),
      `must begin with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    )

const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

export const roles = ['web', 'capture', 'report', 'mail'] as const
export type Role = (typeof roles)[number]

/** The whole configuration: one file, one schema. Everything has a default that works. */
export const configSchema = z.strictObject({
  language: z.enum(languages).default('en').describe('language of reports and mails'),
  timeZone: z.string().default('').describe('time zone of reports; empty: the machine’s'),
  name: z
    .string()
    .max(64)
    .regex(/^\P{Cc}*$/u, 'must be one line')
    .default('')
    .describe('what reports call this network; empty: the machine’s host name'),
  sensor: hostName.default('local').describe('name of this machine as a capture sensor'),
  log: z
    .strictObject({ level: z.enum(logLevels).default('info').describe('lowest level written') })
    .prefault({}),
  mysql: z
    .strictObject({
      url: url('mysql', 'mariadb')
        .optional()
        .describe('server to use instead of the private one, as mysql://user:password@host/vigie'),
    })
    .prefault({}),
  redis: z
    .strictObject({
      url: url('redis', 'rediss', 'unix', 'redis+unix', 'redis+socket')
        .optional()
        .describe('server to use instead of the private one, as redis://host:6379/0'),
    })
    .prefault({}),
  capture: z
    .strictObject({
      interface: z
        .string()
        .max(15)
        .default('')
        .describe('default interface; empty: the default route’s'),
      driver: z
        .enum(['ring', 'cap'])
        .default('ring')
        .describe('ring: the kernel’s ring; cap: libpcap'),
      promiscuous: z.boolean().default(true).describe('also take frames that are for others'),
      snaplenBytes: z.int().min(64).max(65_535).default(2_048).describe('bytes kept of each frame'),
      ringMebibytes: z
        .int()
        .min(1)
        .max(1_024)
        .default(32)
        .describe('kernel memory of one capture; that of the next one is held ready'),
      concurrent: z.int().min(1).max(16).default(4).describe('captures at once; more wait'),
    })
    .prefault({}),
  packets: z
    .strictObject({
      mebibytes: z
        .int()
        .min(16)
        .max(16_777_216)
        .default(1_024)
        .describe('disk for saved packets; the oldest make room for new ones'),
      days: z.int().min(1).max(3_650).default(7).describe('how long saved packets are kept'),
    })
    .prefault({}),
  keep: z
    .strictObject({
      // A year, and the month that it is compared with. A week at least: a capture that a crash left open is closed by them.
      totalDays: days(7, 400).describe('days that the totals of each interval are kept'),
      // A quarter of a year: the bulk of all rows, and who looks further back compares totals.
      detailDays: days(1, 100).describe(
        'days that lists (protocols, devices, destinations, conversations, what was said) are kept, totalDays at most',
      ),
      // Two years and some: reports are what remains of figures that are no longer kept.
      reportDays: days(1, 800).describe('days that the text of reports is kept'),
      messageDays: days(1, 400).describe('days that mail is kept in Vigie’s own mailboxes'),
    })
    .prefault({}),
  disk: z
    .strictObject({
      // Twice the ring of saved packets: whatever else fills the disk, there is time to look.
      savePacketsMebibytes: freeMebibytes(2_048).describe(
        'below so much free disk no packets are saved',
      ),
      // Some weeks of events, reports and mail, and what the databases need to delete rows.
      keepIntervalsMebibytes: freeMebibytes(512).describe(
        'below so much free disk no interval rows are written',
      ),
    })
    .prefault({}),
  mail: z
    .strictObject({
      domain: hostName.default('vigie.internal').describe('domain whose mail Vigie keeps itself'),
      administrator: z
        .string()
        .max(254)
        .default('')
        .describe('address of the administrator; empty: admin@ the domain'),
      smtpHost: z.string().default('127.0.0.1').describe('address that the mail listener binds'),
      smtpPort: port.default(2525).describe('its port; 0: any free one'),
      relayUrl: url('smtp', 'smtps')
        .optional()
        .describe('relay for foreign mail, as smtp://user:password@host:587'),
    })
    .prefault({}),
  web: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('address that the console binds'),
      port: port.default(8080).describe('its port; 0: any free one'),
    })
    .prefault({}),
})

export type Config = z.output<typeof configSchema>

/** The ring's memory in bytes. */
export const ringBytes = (config: Config): number => config.capture.ringMebibytes * MIB

/** The bounds of saved packets, in bytes and ms. */
export const packetBounds = ({ packets }: Config) => ({
  bytes: packets.mebibytes * MIB,
  ageMs: packets.days * 86_400_000,
})

/** Days that each kind of rows is kept. */
export const keptDays = ({ keep }: Config) => ({
  totals: keep.totalDays,
  details: keep.detailDays,
  reports: keep.reportDays,
  messages: keep.messageDays,
})

/** Below which free disk what stops, in bytes. */
export const diskBounds = ({ disk }: Config) => ({
  savePackets: disk.savePacketsMebibytes * MIB,
  keepIntervals: disk.keepIntervalsMebibytes * MIB,
})

/** The administrator's address: as configured, or in Vigie's own domain. */
export const administratorAddress = ({ mail }: Config): string =>
  mail.administrator === '' ? `admin@${mail.domain}` : mail.administrator

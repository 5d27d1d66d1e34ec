/**
 * Every way in which Vigie says no: each code once, with its kind, its HTTP status and the operands that its sentence is made from. The
 * sentences stand under the same code in `text/`, one file a language; docs/errors.md is made from both.
 *
 * - refused: asked wrongly; the same command will fail again.
 * - failed: the world must change first; then the same command may work.
 * - malformed: what somebody else sent cannot be read; it is counted and dropped.
 */
export const exitStatuses = { refused: 2, failed: 1, malformed: 1 } as const
export type FailureKind = keyof typeof exitStatuses

type OperandType = 'text' | 'number'
type OperandTypes = { readonly [name: string]: OperandType }

/** What one code is. */
export type FailureEntry<Operands extends OperandTypes = OperandTypes> = {
  readonly kind: FailureKind
  readonly httpStatus: number
  readonly operands: Operands
}

const ofKind =
  (kind: FailureKind) =>
  <const Operands extends OperandTypes>(
    httpStatus: number,
    operands: Operands,
  ): FailureEntry<Operands> => ({ kind, httpStatus, operands })

const refused = ofKind('refused')
const failed = ofKind('failed')
const malformed = ofKind('malformed')

const bytesOfLayer = {
  layer: 'text',
  offset: 'number',
  required: 'number',
  available: 'number',
} as const

export const failureCatalogue = {
  ADDRESS_INVALID: refused(400, { address: 'text' }),
  ARGUMENTS_TOO_MANY: refused(400, { given: 'text', command: 'text' }),
  ARGUMENT_INVALID: refused(400, { argument: 'text', value: 'text', expected: 'text' }),
  ARGUMENT_MISSING: refused(400, { argument: 'text', command: 'text' }),
  CAPTURE_FILE_EMPTY: refused(400, { file: 'text' }),
  CAPTURE_FILE_FORMAT: refused(400, { file: 'text' }),
  CAPTURE_NOT_RUNNING: refused(409, { id: 'text', state: 'text' }),
  CAPTURE_UNKNOWN: refused(404, { id: 'text' }),
  COMMAND_UNKNOWN: refused(404, { name: 'text', command: 'text' }),
  CONFIG_INVALID: refused(400, { file: 'text', problems: 'text' }),
  CRON_INVALID: refused(400, { cron: 'text', reason: 'text' }),
  FILE_EXISTS: refused(409, { file: 'text' }),
  FILTER_INVALID: refused(400, { filter: 'text', reason: 'text' }),
  HOST_FOREIGN: refused(421, { host: 'text' }),
  INTERFACE_UNKNOWN: refused(404, { interface: 'text', sensor: 'text', known: 'text' }),
  MESSAGE_UNKNOWN: refused(404, { id: 'text' }),
  NUMBER_OUT_OF_RANGE: refused(400, {
    argument: 'text',
    value: 'text',
    min: 'number',
    max: 'number',
  }),
  OPTION_MISSING: refused(400, { option: 'text', command: 'text' }),
  OPTION_UNKNOWN: refused(400, { option: 'text', command: 'text' }),
  OPTION_VALUE_MISSING: refused(400, { option: 'text', command: 'text' }),
  ORIGIN_FOREIGN: refused(403, { origin: 'text' }),
  PACKETS_ELSEWHERE: refused(409, { id: 'text', sensor: 'text' }),
  PACKETS_NONE: refused(404, { id: 'text' }),
  PASSWORDS_DIFFER: refused(400, {}),
  PASSWORD_TOO_SHORT: refused(400, { min: 'number' }),
  PROJECTION_UNKNOWN: refused(404, { name: 'text', known: 'text' }),
  RELAY_NOT_CONFIGURED: refused(400, { address: 'text', domain: 'text' }),
  REPORT_NOT_KEPT: refused(410, { id: 'text' }),
  REPORT_UNKNOWN: refused(404, { id: 'text' }),
  REQUEST_INVALID: refused(400, { request: 'text', reason: 'text' }),
  REQUEST_TOO_LARGE: refused(413, { request: 'text' }),
  REQUEST_UNKNOWN: refused(404, { request: 'text' }),
  SCHEDULE_EMPTY: refused(400, { name: 'text' }),
  SCHEDULE_EXISTS: refused(409, { name: 'text' }),
  SCHEDULE_NAME_INVALID: refused(400, { name: 'text' }),
  SCHEDULE_UNKNOWN: refused(404, { name: 'text' }),
  SENSOR_UNKNOWN: refused(404, { sensor: 'text', known: 'text' }),
  TIME_ZONE_UNKNOWN: refused(400, { timeZone: 'text' }),
  WATCHES_TOO_MANY: refused(409, { sensor: 'text', max: 'number' }),
  WATCH_EXISTS: refused(409, { id: 'text', interface: 'text' }),
  WATCH_UNKNOWN: refused(404, { id: 'text' }),

  ANSWER_BROKEN: failed(502, { reason: 'text' }),
  ANSWER_UNREADABLE: failed(502, { request: 'text', reason: 'text' }),
  BACKUP_DAMAGED: failed(500, { file: 'text', reason: 'text' }),
  BACKUP_NEWER: failed(500, { file: 'text', version: 'text' }),
  BACKUP_RUNNING: failed(409, {}),
  CAPTURE_FAILED: failed(500, { interface: 'text', reason: 'text' }),
  CAPTURE_NOT_PERMITTED: failed(403, { interface: 'text' }),
  DATABASE_AWAY: failed(503, { address: 'text', reason: 'text' }),
  DATABASE_NEWER: failed(500, { migration: 'text' }),
  DATABASE_NOT_EMPTY: failed(409, { address: 'text' }),
  DRIVER_UNAVAILABLE: failed(503, { driver: 'text', reason: 'text' }),
  EVENT_CHANGED: failed(500, { position: 'number' }),
  EVENT_MISSING: failed(500, { position: 'number' }),
  FILE_UNREADABLE: failed(500, { file: 'text', reason: 'text' }),
  FILE_UNWRITABLE: failed(500, { file: 'text', reason: 'text' }),
  HOME_NOT_EMPTY: failed(409, { home: 'text', entry: 'text' }),
  HOME_UNUSABLE: failed(500, { path: 'text', reason: 'text' }),
  HOST_NOT_OURS: failed(500, { host: 'text', setting: 'text' }),
  IMPORT_NO_ROOM: failed(507, { sensor: 'text' }),
  IMPORT_UNKNOWN: failed(409, { id: 'text' }),
  INTERFACE_GONE: failed(500, { interface: 'text' }),
  INTERNAL: failed(500, { reason: 'text', reference: 'text' }),
  LOG_HEAD_DIFFERS: failed(500, { position: 'number' }),
  MAIL_DEFERRED: failed(503, {
    server: 'text',
    recipients: 'text',
    report: 'text',
    reason: 'text',
  }),
  MAIL_REFUSED: failed(502, { server: 'text', recipients: 'text', report: 'text', reason: 'text' }),
  NOT_ALLOWED: failed(403, { uid: 'text' }),
  NOT_RUNNING: failed(503, { home: 'text' }),
  PACKETS_DAMAGED: failed(500, { file: 'text' }),
  PORT_NOT_PERMITTED: failed(403, { host: 'text', port: 'number', setting: 'text' }),
  PORT_TAKEN: failed(500, { host: 'text', port: 'number', setting: 'text' }),
  PROJECTION_HALTED: failed(500, { name: 'text', position: 'number', reason: 'text' }),
  REDIS_AWAY: failed(503, { address: 'text', reason: 'text' }),
  REQUESTS_TOO_MANY: failed(429, { request: 'text' }),
  RESTORE_UNFINISHED: failed(409, { home: 'text' }),
  RUNNING_ALREADY: failed(409, { home: 'text', pid: 'number' }),
  SERVER_MISSING: failed(500, { program: 'text', package: 'text', setting: 'text' }),
  SERVER_START_FAILED: failed(500, { server: 'text', reason: 'text', log: 'text' }),
  STILL_WAITING: failed(504, { what: 'text', seconds: 'number' }),
  STREAM_BROKEN: failed(500, { stream: 'text' }),
  VERSION_CONFLICT: failed(409, { stream: 'text' }),

  WIRE_MALFORMED: malformed(502, bytesOfLayer),
  WIRE_TOO_DEEP: malformed(502, { layer: 'text', offset: 'number' }),
  WIRE_TRUNCATED: malformed(502, bytesOfLayer),
} as const satisfies { readonly [code: string]: FailureEntry }

type Catalogue = typeof failureCatalogue
export type FailureCode = keyof Catalogue

/** The operands that a code's sentence is made from; of several codes, those of one of them. */
export type FailureOperands<Code extends FailureCode> = Code extends FailureCode
  ? {
      readonly [Name in keyof Catalogue[Code]['operands']]: Catalogue[Code]['operands'][Name] extends 'number'
        ? number
        : string
    }
  : never

/** What one language says of each code: what happened, and what to do. An operand stands as {{name}}. */
export type FailureTexts = {
  readonly [Code in FailureCode]: readonly [happened: string, remedy: string]
}

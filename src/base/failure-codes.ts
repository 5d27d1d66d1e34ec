/**
 * Every way in which Vigie says no, with its exit status and HTTP status. The sentences stand beside it in `text/`, under the same code.
 * Exit status 2: asked wrongly; the same command will fail again. Exit status 1: it failed; the world must change, then it may work.
 */
export type FailureKind = { readonly exit: 1 | 2; readonly http: number }

const asked = (http = 400): FailureKind => ({ exit: 2, http })
const failed = (http = 500): FailureKind => ({ exit: 1, http })

export const failureCodes = {
  ADDRESS_INVALID: asked(),
  ARGUMENT_INVALID: asked(),
  CAPTURE_NOT_RUNNING: asked(409),
  CAPTURE_UNKNOWN: asked(404),
  CONFIG_INVALID: asked(),
  CRON_INVALID: asked(),
  FILE_EXISTS: asked(409),
  FILTER_INVALID: asked(),
  INTERFACE_UNKNOWN: asked(404),
  MESSAGE_UNKNOWN: asked(404),
  NUMBER_OUT_OF_RANGE: asked(),
  PACKETS_ELSEWHERE: asked(409),
  PACKETS_NONE: asked(404),
  PASSWORD_TOO_SHORT: asked(),
  PROJECTION_UNKNOWN: asked(404),
  RELAY_NOT_CONFIGURED: asked(),
  REPORT_NOT_KEPT: asked(410),
  REPORT_UNKNOWN: asked(404),
  SCHEDULE_EMPTY: asked(),
  SCHEDULE_EXISTS: asked(409),
  SCHEDULE_UNKNOWN: asked(404),
  SENSOR_UNKNOWN: asked(404),
  TIME_ZONE_UNKNOWN: asked(),
  WATCHES_TOO_MANY: asked(409),
  WATCH_EXISTS: asked(409),
  WATCH_UNKNOWN: asked(404),

  ANSWER_BROKEN: failed(502),
  BACKUP_DAMAGED: failed(),
  BACKUP_NEWER: failed(),
  BACKUP_RUNNING: failed(409),
  BACKUP_UNREADABLE: failed(),
  CAPTURE_FAILED: failed(),
  CAPTURE_NOT_PERMITTED: failed(403),
  DATABASE_AWAY: failed(503),
  DATABASE_NEWER: failed(),
  DATABASE_NOT_EMPTY: failed(409),
  DRIVER_UNAVAILABLE: failed(503),
  EVENT_CHANGED: failed(),
  EVENT_MISSING: failed(),
  FILE_UNWRITABLE: failed(),
  HOME_NOT_EMPTY: failed(409),
  HOME_UNUSABLE: failed(),
  INTERFACE_GONE: failed(),
  INTERNAL: failed(),
  LOG_DAMAGED: failed(),
  LOG_HEAD_DIFFERS: failed(),
  MAIL_DEFERRED: failed(503),
  MAIL_REFUSED: failed(502),
  NOT_ALLOWED: failed(403),
  NOT_RUNNING: failed(503),
  PACKETS_DAMAGED: failed(),
  PORT_TAKEN: failed(),
  PROJECTION_HALTED: failed(),
  REDIS_AWAY: failed(503),
  RUNNING_ALREADY: failed(409),
  SERVER_MISSING: failed(),
  SERVER_START_FAILED: failed(),
  STILL_WAITING: failed(504),
  STREAM_BROKEN: failed(),
  VERSION_CONFLICT: failed(409),
} as const satisfies Record<string, FailureKind>

export type FailureCode = keyof typeof failureCodes

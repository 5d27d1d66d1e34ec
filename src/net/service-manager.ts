import { type Libc, libc } from './libc.ts'

// linux/socket.h, asm-generic/socket.h
const AF_UNIX = 1
const SOCK_DGRAM = 2
const SOCK_CLOEXEC = 0o2_000_000
const MSG_NOSIGNAL = 0x4000
const SOL_SOCKET = 1
const SO_SNDTIMEO = 21

/** sun_path of struct sockaddr_un. */
const SOCKET_PATH_BYTES_MAX = 108
/** A service manager that does not read for this long is left alone: Vigie's own thread must turn. */
const SEND_SECONDS_MAX = 1
/** Twice within the time that the service manager waits, as sd_watchdog_enabled(3) asks for. */
const FEEDS_IN_A_PERIOD = 2
/** A shorter period would be a mistake, and the timer a load. */
const PERIOD_MS_MIN = 100
/** What setInterval takes; a longer period needs no feeding that anybody would notice. */
const PERIOD_MS_MAX = 2 ** 31 - 1

type Environment = { readonly [name: string]: string | undefined }

/** systemd, or whoever else started Vigie and listens as systemd does: sd_notify(3). */
export type ServiceManager = {
  /** How long it waits for a sign of life before it ends Vigie and starts it anew; undefined: it does not. */
  readonly watchdogMs: number | undefined
  /** Vigie is up; `status` is the line that `systemctl status` shows. */
  readonly ready: (status: string) => void
  readonly alive: () => void
  readonly status: (status: string) => void
  readonly stopping: () => void
}

/**
 * The one that NOTIFY_SOCKET names; undefined where there is none, or no way to speak to it. What cannot be sent is dropped: the service
 * manager judges silence by its own rules.
 */
export const openServiceManager = (environment: Environment): ServiceManager | undefined => {
  const address = socketAddress(environment['NOTIFY_SOCKET'] ?? '')
  const c = address && load()
  if (address === undefined || c === undefined) return undefined
  const tell = (message: string): void => send(c, address, message)
  return {
    watchdogMs: watchdogMs(environment, process.pid),
    ready: (status) => tell(`READY=1\nSTATUS=${oneLine(status)}`),
    alive: () => tell('WATCHDOG=1'),
    status: (status) => tell(`STATUS=${oneLine(status)}`),
    stopping: () => tell('STOPPING=1\nSTATUS=stopping'),
  }
}

/**
 * Gives a sign of life from this thread's event loop, for as long as it turns and `complaint` has nothing to say; a complaint becomes the
 * status, and the service manager's time runs. Returns what ends it.
 */
export const feedWatchdog = (
  manager: ServiceManager,
  complaint: () => string | undefined,
): (() => void) => {
  if (manager.watchdogMs === undefined) return () => {}
  const feed = (): void => {
    const reason = complaint()
    if (reason === undefined) manager.alive()
    else manager.status(reason)
  }
  feed()
  const timer = setInterval(feed, manager.watchdogMs / FEEDS_IN_A_PERIOD)
  return () => clearInterval(timer)
}

/** sd_watchdog_enabled(3): microseconds in WATCHDOG_USEC, meant for the process WATCHDOG_PID where that is set. */
export const watchdogMs = (environment: Environment, pid: number): number | undefined => {
  const { WATCHDOG_USEC: period = '', WATCHDOG_PID: meant } = environment
  if (!/^[1-9]\d{0,18}$/.test(period)) return undefined
  if (meant !== undefined && meant !== String(pid)) return undefined
  return Math.min(Math.max(Number(period) / 1_000, PERIOD_MS_MIN), PERIOD_MS_MAX)
}

/** struct sockaddr_un: a path, or with a leading '@' a name in the kernel's own space, which begins with a zero byte. */
const socketAddress = (name: string): Buffer | undefined => {
  const path = Buffer.from(name)
  if (!/^[/@]./s.test(name) || path.length >= SOCKET_PATH_BYTES_MAX) return undefined
  const abstract = name.startsWith('@')
  if (abstract) path[0] = 0
  const family = Buffer.alloc(2)
  family.writeUInt16LE(AF_UNIX)
  return Buffer.concat(abstract ? [family, path] : [family, path, Buffer.alloc(1)])
}

/** A socket for each message: they are few, and none is left open for a child. */
const send = (c: Libc, address: Buffer, message: string): void => {
  const fd = c.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)
  if (fd < 0) return
  const patience = Buffer.alloc(16) // struct timeval
  patience.writeBigInt64LE(BigInt(SEND_SECONDS_MAX), 0)
  c.setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, patience, patience.length)
  const bytes = Buffer.from(message)
  c.sendto(fd, bytes, bytes.length, MSG_NOSIGNAL, address, address.length)
  c.close(fd)
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ')

const load = (): Libc | undefined => {
  try {
    return libc()
  } catch {
    return undefined
  }
}

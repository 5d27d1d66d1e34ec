import { Failure } from '../base/failure.ts'

/** What `mysql2` needs to connect; never logged, because it may hold a password. */
export type MysqlConnection = {
  readonly user: string
  readonly database: string
  readonly password?: string
  readonly socketPath?: string
  readonly host?: string
  readonly port?: number
  readonly ssl?: { readonly rejectUnauthorized: boolean }
}

/** What `ioredis` needs to connect; never logged, because it may hold a password. */
export type RedisConnection = {
  readonly db: number
  readonly path?: string
  readonly host?: string
  readonly port?: number
  readonly username?: string
  readonly password?: string
  readonly tls?: Record<string, never>
}

const MYSQL_PORT = 3306
const REDIS_PORT = 6379

/**
 * Reads `mysql://user:password@host:3306/database`, or `mysql://user@localhost/database?socketPath=/run/mysqld.sock`;
 * `?ssl=true` asks for TLS with a certificate that is checked. Without a user or a database: "vigie".
 * Throws CONFIG_INVALID, which never holds the URL itself.
 */
export const parseMysqlUrl = (text: string): MysqlConnection => {
  const url = parsed(
    text,
    'VIGIE_MYSQL_URL',
    ['mysql:', 'mariadb:'],
    'mysql://user:password@host:3306/vigie',
  )
  const socketPath = url.searchParams.get('socketPath')
  return {
    user: decodeURIComponent(url.username) || 'vigie',
    database: decodeURIComponent(url.pathname.slice(1)) || 'vigie',
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    ...(socketPath
      ? { socketPath }
      : { host: hostOf(url) || 'localhost', port: Number(url.port) || MYSQL_PORT }),
    ...(url.searchParams.get('ssl') === 'true' ? { ssl: { rejectUnauthorized: true } } : {}),
  }
}

/**
 * Reads `redis://user:password@host:6379/0`, `rediss://…` for TLS, and `unix:///run/redis.sock?db=0` (or `redis+unix:`) for a
 * socket. Throws CONFIG_INVALID, which never holds the URL itself.
 */
export const parseRedisUrl = (text: string): RedisConnection => {
  const schemes = ['redis:', 'rediss:', 'unix:', 'redis+unix:', 'redis+socket:']
  const url = parsed(text, 'VIGIE_REDIS_URL', schemes, 'redis://host:6379/0')
  const secrets = {
    ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
  }
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:')
    return {
      path: decodeURIComponent(url.pathname),
      db: databaseNumber(url.searchParams.get('db') ?? ''),
      ...secrets,
    }
  return {
    host: hostOf(url) || 'localhost',
    port: Number(url.port) || REDIS_PORT,
    db: databaseNumber(url.pathname.slice(1)),
    ...secrets,
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
  }
}

/** Where a server is, for a person to read: without user and password. */
export const addressOf = (connection: MysqlConnection | RedisConnection): string => {
  const socket = 'socketPath' in connection ? connection.socketPath : undefined
  const path = 'path' in connection ? connection.path : undefined
  return socket ?? path ?? `${connection.host}:${connection.port}`
}

const parsed = (
  text: string,
  setting: string,
  schemes: readonly string[],
  example: string,
): URL => {
  const url = URL.parse(text)
  if (url && schemes.includes(url.protocol) && decodes(url)) return url
  throw invalid(setting, `it must be like ${example}`)
}

const databaseNumber = (text: string): number => {
  if (text === '') return 0
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw invalid('VIGIE_REDIS_URL', `the database "${text}" must be a number`)
}

const invalid = (setting: string, problem: string): Failure =>
  new Failure('CONFIG_INVALID', { file: setting, problems: problem })

/** True where every % is followed by two digits that make sense. */
const decodes = (url: URL): boolean => {
  try {
    decodeURIComponent(url.username + url.password + url.pathname)
    return true
  } catch {
    return false
  }
}

/** Without the brackets of an IPv6 address. */
const hostOf = (url: URL): string => decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1')

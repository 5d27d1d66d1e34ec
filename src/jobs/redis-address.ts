/** Where Redis is, as ioredis takes it: a Unix socket's `path`, or `host` and `port`. Never logged: it may hold a password. */
export type RedisAddress = {
  readonly db: number
  readonly path?: string
  readonly host?: string
  readonly port?: number
  readonly username?: string
  readonly password?: string
  readonly tls?: Record<string, never>
}

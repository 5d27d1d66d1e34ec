/**
 * The MariaDB and the Redis that Vigie runs itself where none is configured. main and the tests may import it; it imports base.
 */
export type { Durability } from './durability.ts'
export { turnOverLog } from './log-turnover.ts'
export {
  addressOf,
  type MysqlConnection,
  parseMysqlUrl,
  parseRedisUrl,
  type RedisConnection,
} from './server-address.ts'
export { systemData } from './server-folders.ts'
export { SERVER_LOG_BYTES_MAX } from './server-log.ts'
export { findServerProgram } from './server-program.ts'
export {
  type ServerName,
  type ServerStatus,
  type Stack,
  startStack,
} from './stack.ts'
export { takeStackLock } from './stack-lock.ts'

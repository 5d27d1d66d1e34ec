import type { TestProject } from 'vitest/node'
import type { MysqlConnection, RedisConnection } from '../../src/stack/index.ts'
import { startTestStack } from './stack.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The MariaDB and the Redis that the test files of a run share; `test-database.ts` gives out parts of them. */
    readonly mysql: MysqlConnection
    readonly redis: RedisConnection
  }
}

/** One MariaDB and one Redis for a whole run; Vitest calls what is returned when the run ends. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const { stack, cleanUp } = await startTestStack()
  project.provide('mysql', stack.mysql)
  project.provide('redis', stack.redis)
  return cleanUp
}

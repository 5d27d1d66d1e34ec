import { pause } from './base/clock.ts'
import { openDatabase } from './db/database.ts'
import { databaseAway, isDatabaseAway } from './db/database-away.ts'
import { migrate } from './db/migrator.ts'
import { Queues } from './jobs/index.ts'
import { ensurePartitions } from './services/traffic/index.ts'
import { startStack } from './stack/index.ts'
import type { Start } from './start.ts'

/** How long the start waits for servers that run elsewhere. */
const SERVERS_READY_MS = 10_000
const RETRY_MS = 250

/** Starts or finds MariaDB and Redis and brings the schema up to date. Throws DATABASE_AWAY or REDIS_AWAY, or what the stack throws. */
export const openServers = async ({ options, config, clock, log, undo }: Start) => {
  const stack = await startStack({
    home: options.home,
    mysqlUrl: config.mysql.url,
    redisUrl: config.redis.url,
    log,
  })
  undo.push(() => stack.stop())
  const { db, close } = openDatabase(stack.mysql)
  undo.push(close)
  await untilAnswers(() => migrate(db)).catch((thrown) => {
    throw isDatabaseAway(thrown) ? databaseAway(stack.mysql, thrown) : thrown
  })
  await ensurePartitions(db, clock.now()) // before the first interval
  const queues = new Queues(stack.redis, log)
  undo.push(() => queues.close())
  await queues.ready(SERVERS_READY_MS)
  return { stack, db, queues }
}

export type Servers = Awaited<ReturnType<typeof openServers>>

/** Repeats `work` while the database is away, for as long as a start may wait. */
const untilAnswers = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  const deadline = performance.now() + SERVERS_READY_MS // a machine that starts may set its clock meanwhile
  for (;;) {
    try {
      return await work()
    } catch (thrown) {
      if (!isDatabaseAway(thrown) || performance.now() > deadline) throw thrown
      await pause(RETRY_MS)
    }
  }
}

import { Redis } from 'ioredis'
import mysql from 'mysql2/promise'
import { inject } from 'vitest'
import { newId } from '../../src/base/ids.ts'
import type { MysqlConnection, RedisConnection } from '../../src/stack/index.ts'

/** Database 0 only counts which of the others is given out; a run has fewer test files than there are databases. */
const COUNTER = 'test:databases'

/** An empty database that nobody else uses. */
export type TestDatabase = {
  readonly name: string
  readonly options: MysqlConnection
  readonly drop: () => Promise<void>
}

/** A new database on the run's MariaDB, or on `server` (a real MySQL). The caller drops it in `afterAll`. */
export const createTestDatabase = async (
  server: MysqlConnection = provided('mysql'),
): Promise<TestDatabase> => {
  const name = `vigie_test_${newId()}`
  await execute(server, `create database ${name} character set utf8mb4 collate utf8mb4_bin`)
  return {
    name,
    options: { ...server, database: name },
    drop: () => execute(server, `drop database if exists ${name}`),
  }
}

/** An empty numbered database of a Redis, that nobody else uses. */
export type TestRedis = {
  readonly options: RedisConnection
  /** Empties it. */
  readonly drop: () => Promise<void>
}

/** The next database of the run's Redis. Publish and subscribe do not know of databases: use a key prefix of your own for them. */
export const createTestRedis = async (): Promise<TestRedis> => {
  const server = provided('redis')
  const counter = new Redis({ ...server, db: 0 })
  const db = await counter.incr(COUNTER).finally(() => counter.disconnect())
  const options = { ...server, db }
  return {
    options,
    drop: async () => {
      const client = new Redis(options)
      await client.flushdb().finally(() => client.disconnect())
    },
  }
}

const provided = <Name extends 'mysql' | 'redis'>(name: Name) => {
  const connection = inject(name)
  if (connection === undefined)
    throw new Error(`no ${name} for this test: run it in a project with servers.setup.ts`)
  return connection
}

const execute = async (server: MysqlConnection, sql: string): Promise<void> => {
  const { database: _, ...account } = server
  const connection = await mysql.createConnection(account)
  await connection.query(sql).finally(() => connection.end())
}

import { Redis } from 'ioredis'
import mysql, { type RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestDatabase,
  createTestRedis,
  type TestDatabase,
  type TestRedis,
} from '../support/test-database.ts'

describe('the databases that tests are given', () => {
  let first: TestDatabase
  let second: TestDatabase
  let redis: readonly [TestRedis, TestRedis]

  beforeAll(async () => {
    first = await createTestDatabase()
    second = await createTestDatabase()
    redis = [await createTestRedis(), await createTestRedis()]
  })
  afterAll(async () => {
    await Promise.all([first.drop(), second.drop(), redis[0].drop(), redis[1].drop()])
  })

  it('do not see each other', async () => {
    const one = await mysql.createConnection(first.options)
    const other = await mysql.createConnection(second.options)
    await one.query('create table t (id int primary key)')
    const [rows] = await other.query<RowDataPacket[]>('show tables')
    await Promise.all([one.end(), other.end()])
    expect(rows).toEqual([])
  })

  it('have a Redis database each', async () => {
    const one = new Redis({ ...redis[0].options })
    const other = new Redis({ ...redis[1].options })
    await one.set('key', 'value')
    expect(await other.get('key')).toBeNull()
    one.disconnect()
    other.disconnect()
  })

  it('are gone once dropped', async () => {
    const gone = await createTestDatabase()
    await gone.drop()
    await expect(mysql.createConnection(gone.options)).rejects.toThrow(gone.name)
  })
})

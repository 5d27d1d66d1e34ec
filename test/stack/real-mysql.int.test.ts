import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import mysql, { type RowDataPacket } from 'mysql2/promise'
import { expect, it } from 'vitest'
import { startRealMysql } from '../support/real-mysql.ts'
import { createTestDatabase } from '../support/test-database.ts'

it('the MySQL for tests is Oracle’s, at least 8.4, and leaves nothing behind', async () => {
  const server = await startRealMysql()
  const database = await createTestDatabase(server.connection)
  const connection = await mysql.createConnection(database.options)
  const [rows] = await connection.query<RowDataPacket[]>(
    'select version() as version, @@version_comment as comment, @@time_zone as zone',
  )
  await connection.end()
  await server.stop()
  expect(rows[0]).toMatchObject({ zone: '+00:00' })
  expect(String(rows[0]?.['version'])).not.toContain('MariaDB')
  expect(Number.parseFloat(String(rows[0]?.['version']))).toBeGreaterThanOrEqual(8.4)
  expect(existsSync(dirname(server.connection.socketPath ?? ''))).toBe(false)
})

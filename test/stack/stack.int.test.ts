import { existsSync, statSync } from 'node:fs'
import { Redis } from 'ioredis'
import mysql, { type RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pause } from '../../src/base/clock.ts'
import { failureOf } from '../../src/base/failure.ts'
import { createLog } from '../../src/base/log.ts'
import { type ServerName, type Stack, startStack } from '../../src/stack/index.ts'
import { processesWith, startOf } from '../../src/stack/process-table.ts'
import { createHome, removeHome } from '../support/stack.ts'

const log = createLog('silent')
const timed = async <T>(work: () => Promise<T>): Promise<readonly [T, number]> => {
  const began = performance.now()
  return [await work(), performance.now() - began]
}

describe('the servers of one home', () => {
  let home: string
  let stack: Stack
  let firstStartMs: number

  beforeAll(async () => {
    home = await createHome()
    ;[stack, firstStartMs] = await timed(() => startStack({ home, log }))
  })
  afterAll(async () => {
    await stack.stop()
    await removeHome(home)
  })

  const server = (name: ServerName) => {
    const found = stack.state().find((status) => status.name === name)
    if (!found) throw new Error(`no ${name}`)
    return found
  }
  const query = async (sql: string): Promise<RowDataPacket[]> => {
    const connection = await mysql.createConnection(stack.mysql)
    const [rows] = await connection.query<RowDataPacket[]>(sql)
    await connection.end()
    return rows
  }
  const redis = async <T>(work: (client: Redis) => Promise<T>): Promise<T> => {
    const client = new Redis({ ...stack.redis })
    return await work(client).finally(() => client.disconnect())
  }
  /** Kills the server; returns once the stack has told of the loss and of the return. */
  const killAndAwaitReturn = async (name: ServerName) => {
    const told: string[] = []
    const lost = stack.onLost((status) => told.push(`lost ${status.name} ${status.state}`))
    const returned = new Promise<void>((resolve) => {
      const back = stack.onBack((status) => {
        told.push(`back ${status.name} ${status.state}`)
        back()
        resolve()
      })
    })
    process.kill(server(name).pid ?? 0, 'SIGKILL')
    await returned
    lost()
    return told
  }

  it('answer at the first start and at a later one; what that costs is printed', async () => {
    await stack.stop()
    const [again, laterStartMs] = await timed(() => startStack({ home, log }))
    stack = again
    process.stderr.write(
      `first start ${firstStartMs.toFixed()} ms, second ${laterStartMs.toFixed()} ms\n`,
    )
  })

  it('never run as root', () => {
    for (const status of stack.state())
      expect(statSync(`/proc/${status.pid}`).uid, status.name).not.toBe(0)
  })

  it('are set to lose nothing that was committed', async () => {
    const [flush] = await query(
      'select @@innodb_flush_log_at_trx_commit as f, @@innodb_doublewrite as d, @@tx_isolation as i',
    )
    expect(flush).toMatchObject({ f: 1, i: 'READ-COMMITTED' })
    const settings = ['appendonly', 'appendfsync', 'maxmemory-policy', 'maxmemory']
    const set = await redis((client) => client.config('GET', ...(settings as [string])))
    expect(Object.fromEntries(pairs(set as string[]))).toEqual({
      appendonly: 'yes',
      appendfsync: 'everysec',
      'maxmemory-policy': 'noeviction',
      maxmemory: String(128 * 1024 * 1024),
    })
  })

  it('have MariaDB back with its rows after it was killed', async () => {
    await query('create table kept (id int primary key)')
    await query('insert into kept values (7)')
    const before = server('mysql')
    expect(await killAndAwaitReturn('mysql')).toEqual([
      'lost mysql restarting',
      'back mysql running',
    ])
    expect(await query('select id from kept')).toEqual([{ id: 7 }])
    expect(server('mysql')).toMatchObject({ restarts: before.restarts + 1, state: 'running' })
    expect(server('mysql').pid).not.toBe(before.pid)
  })

  it('have Redis back with its keys after it was killed', async () => {
    await redis((client) => client.set('kept', 'seven'))
    expect(await killAndAwaitReturn('redis')).toEqual([
      'lost redis restarting',
      'back redis running',
    ])
    expect(await redis((client) => client.get('kept'))).toBe('seven')
  })

  it('cannot be started a second time while they run', async () => {
    const refused = await startStack({ home, log }).catch((thrown) => thrown)
    expect(failureOf(refused, 'RUNNING_ALREADY')?.values).toEqual({ home, pid: process.pid })
    expect(await query('select 1 as one')).toEqual([{ one: 1 }])
  })

  it('run beside those of another home', async () => {
    const otherHome = await createHome()
    const other = await startStack({ home: otherHome, log })
    const client = new Redis({ ...other.redis })
    await redis((own) => own.set('whose', 'ours'))
    expect(await client.get('whose')).toBeNull()
    client.disconnect()
    await other.stop()
    await removeHome(otherHome)
    expect(await query('select 1 as one')).toEqual([{ one: 1 }])
  })

  it('keep their temporary tables while those of another home start', async () => {
    const connection = await mysql.createConnection(stack.mysql)
    await connection.query('create temporary table passing (id int) engine = aria')
    const otherHome = await createHome()
    const other = await startStack({ home: otherHome, log })
    await other.stop()
    await removeHome(otherHome)
    // A file that was deleted can still be read where it is open, but not dropped.
    await expect(connection.query('drop temporary table passing')).resolves.toBeDefined()
    await connection.end()
  })

  it('are gone after the stop, with their sockets, however often it is asked for', async () => {
    const pids = stack.state().map((status) => status.pid ?? 0)
    expect(pids.map(startOf)).not.toContain(undefined)
    await Promise.all([stack.stop(), stack.stop()])
    expect(pids.map(startOf)).toEqual([undefined, undefined])
    expect(processesWith(stack.redis.path ?? '')).toEqual([])
    expect(existsSync(stack.redis.path ?? '')).toBe(false)
    expect(existsSync(stack.mysql.socketPath ?? '')).toBe(false)
    expect(stack.state().map((status) => status.state)).toEqual(['stopped', 'stopped'])
  })

  it('are not started again by a stop that comes while one is being restarted', async () => {
    stack = await startStack({ home, log })
    const lost = new Promise((resolve) => stack.onLost(resolve))
    process.kill(server('redis').pid ?? 0, 'SIGKILL')
    await lost
    await stack.stop()
    await pause(600) // longer than the first wait before a restart
    expect(processesWith(stack.redis.path ?? '')).toEqual([])
  })
})

const pairs = (list: readonly string[]): [string, string][] =>
  list.flatMap((name, i) => (i % 2 === 0 ? [[name, list[i + 1] ?? '']] : []))

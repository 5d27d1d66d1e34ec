import mysql, { type RowDataPacket } from 'mysql2/promise'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../../src/base/log.ts'
import { type Stack, startStack } from '../../src/stack/index.ts'
import { startOf } from '../../src/stack/process-table.ts'
import { startChildStack } from '../support/child-stack.ts'
import { createHome, removeHome } from '../support/stack.ts'

describe('a daemon killed with its servers running', () => {
  let home: string
  let stack: Stack | undefined
  beforeEach(async () => {
    home = await createHome()
  })
  afterEach(async () => {
    await stack?.stop()
    await removeHome(home)
  })

  const takeOver = async (): Promise<number> => {
    const began = performance.now()
    stack = await startStack({ home, log: createLog('silent') })
    return performance.now() - began
  }
  const rows = async (sql: string): Promise<RowDataPacket[]> => {
    const connection = await mysql.createConnection(stack?.mysql ?? {})
    const [found] = await connection.query<RowDataPacket[]>(sql)
    await connection.end()
    return found
  }
  const fill = async (socketPath: string) => {
    const connection = await mysql.createConnection({
      user: 'vigie',
      database: 'vigie',
      socketPath,
    })
    await connection.query('create table kept (id int primary key)')
    await connection.query('insert into kept values (1), (2)')
    connection.destroy()
  }

  for (const untied of [false, true]) {
    const how = untied ? 'that outlive it' : 'that end with it'
    it(`is followed by one with the same data, for servers ${how}`, async () => {
      const child = await startChildStack({ home, untied })
      const pids = child.servers.map((status) => status.pid ?? 0)
      await fill(child.servers[0]?.address ?? '')
      await child.kill()
      // The control: without setpriv both are still there, so the next start has something to take over.
      if (untied) expect(pids.map(startOf)).not.toContain(undefined)

      const ms = await takeOver()
      process.stderr.write(`take-over from servers ${how}: ${ms.toFixed()} ms\n`)
      expect(pids.map(startOf)).toEqual([undefined, undefined])
      expect(await rows('select id from kept order by id')).toEqual([{ id: 1 }, { id: 2 }])
    })
  }

  it('is told of as running while it lives', async () => {
    const child = await startChildStack({ home })
    await expect(takeOver()).rejects.toMatchObject({ code: 'RUNNING_ALREADY' })
    expect(await child.stop()).toBe(0)
  })

  it('loses the race for its home to exactly one of two that follow', async () => {
    const child = await startChildStack({ home })
    await child.kill()
    const results = await Promise.allSettled([startChildStack({ home }), startChildStack({ home })])
    const started = results.flatMap((result) =>
      result.status === 'fulfilled' ? [result.value] : [],
    )
    const refused = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason] : [],
    )
    await Promise.all(started.map((one) => one.stop()))
    expect(started).toHaveLength(1)
    expect(String(refused[0])).toContain('running already')
  })
})

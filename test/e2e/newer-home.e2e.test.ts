import { realpath } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLog } from '../../src/base/log.ts'
import { openDatabase } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrator.ts'
import { startStack } from '../../src/stack/index.ts'
import { processesWith } from '../../src/stack/process-table.ts'
import { createHome, removeHome } from '../support/stack.ts'
import { runVigie } from '../support/vigie.ts'

let home: string
let servers: () => number[]
beforeAll(async () => {
  home = await createHome()
  const stack = await startStack({ home, log: createLog('silent') })
  // Root keeps the servers' data outside the home.
  const data = await realpath(path.join(home, 'servers')).catch(() => realpath(home))
  servers = () => processesWith(`--datadir=${data}/mysql`).concat(processesWith(`${data}/redis`))
  expect(servers()).toHaveLength(2) // or the test would look for what never runs
  const { db, close } = openDatabase(stack.mysql)
  await migrate(db)
  await sql`INSERT INTO kysely_migration VALUES ('9999-the-future', '2100-01-01')`.execute(db)
  await close()
  await stack.stop()
})
afterAll(() => removeHome(home))

it('a data folder of a newer Vigie is refused with a sentence, and no server is left running', async () => {
  for (const args of [['up'], ['up', '--detach']]) {
    const answer = await runVigie(args, home)
    expect(answer.status).toBe(1)
    expect(answer.stderr).toContain('[DATABASE_NEWER]')
    expect(answer.stderr).toContain('9999-the-future')
    expect(servers()).toEqual([])
  }
})

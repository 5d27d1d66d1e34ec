import { mkdir, readFile, realpath, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Failure, failureOf } from '../../src/base/failure.ts'
import { createLog } from '../../src/base/log.ts'
import { startStack } from '../../src/stack/index.ts'
import { processesWith } from '../../src/stack/process-table.ts'
import { createHome, removeHome } from '../support/stack.ts'

const log = createLog('silent')

describe('servers that cannot be started', () => {
  let home: string
  beforeEach(async () => {
    home = await createHome()
  })
  afterEach(() => removeHome(home))

  const failureOfStart = async (
    options: Partial<Parameters<typeof startStack>[0]>,
  ): Promise<Failure | undefined> =>
    failureOf(await startStack({ home, log, ...options }).catch((thrown) => thrown))
  const dataFolder = async () => {
    const outside = join(home, 'servers')
    return (await stat(outside).catch(() => undefined)) ? outside : home
  }

  it('name the program that is missing, its package and the setting that does without', async () => {
    const failure = await failureOfStart({ programFolders: [join(home, 'nothing')] })
    expect(failure?.code).toBe('SERVER_MISSING')
    expect(failure?.message).toBe(
      'the program mariadbd is missing; install it with "apt-get install --no-install-recommends ' +
        'mariadb-server-core", or set mysql.url to a server that runs elsewhere',
    )
  })

  it('leave no MariaDB behind where Redis is the one that is missing', async () => {
    const failure = await failureOfStart({ programFolders: ['/usr/sbin'] })
    expect(failure?.values).toMatchObject({ program: 'redis-server', setting: 'redis.url' })
    const data = await realpath(await dataFolder())
    expect(processesWith(`--datadir=${data}/mysql`)).toEqual([])
  })

  it('need no MariaDB where one is configured to be elsewhere', async () => {
    const failure = await failureOfStart({
      programFolders: [],
      mysqlUrl: 'mysql://vigie:secret@db.example/vigie',
    })
    expect(failure?.values['program']).toBe('redis-server')
  })

  it('tell what the server itself said, and where its log is', async () => {
    const stack = await startStack({ home, log })
    await stack.stop()
    await truncate(join(await dataFolder(), 'mysql/ibdata1'), 100)
    const failure = await failureOfStart({})
    expect(failure?.code).toBe('SERVER_START_FAILED')
    expect(failure?.values['server']).toBe('MariaDB')
    expect(String(failure?.values['reason'])).toMatch(/ibdata1|InnoDB/)
    expect(await readFile(String(failure?.values['log']), 'utf8')).toContain('[ERROR]')
  })

  it('start after a first start that was cut short while the data were made', async () => {
    const stack = await startStack({ home, log })
    await stack.stop()
    const data = await dataFolder()
    await rm(join(data, 'mysql'), { recursive: true })
    await mkdir(join(data, 'mysql.new'))
    await writeFile(join(data, 'mysql.new/ibdata1'), 'half')
    const again = await startStack({ home, log })
    expect(again.state()[0]?.state).toBe('running')
    await again.stop()
  })

  it('put a log that has grown aside, once', async () => {
    await mkdir(join(home, 'log'))
    await writeFile(join(home, 'log/redis.log'), 'old\n'.repeat(300_000))
    const stack = await startStack({ home, log })
    await stack.stop()
    expect((await stat(join(home, 'log/redis.log'))).size).toBeLessThan(10_000)
    expect((await stat(join(home, 'log/redis.log.1'))).size).toBe(1_200_000)
  })
})

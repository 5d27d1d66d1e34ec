import { chown, lstat, mkdir, readlink, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../../src/base/log.ts'
import { type Stack, startStack } from '../../src/stack/index.ts'
import { startChildStack } from '../support/child-stack.ts'
import { isRoot, NOBODY, rootOnly } from '../support/privilege.ts'
import { createHome, removeHome } from '../support/stack.ts'

const log = createLog('silent')

describe('the folders of the servers', () => {
  let base: string
  let home: string
  let stack: Stack | undefined
  beforeEach(async () => {
    base = await createHome()
    home = join(base, 'home')
  })
  afterEach(async () => {
    await stack?.stop()
    await removeHome(home)
    await removeHome(base)
    stack = undefined
  })

  it('let nobody else in', async () => {
    stack = await startStack({ home, log })
    for (const folder of [home, join(home, 'log'), dirname(stack.mysql.socketPath ?? '')])
      expect((await stat(folder)).mode & 0o077, folder).toBe(0)
  })

  it.for([
    ['too long for a socket', 'x'.repeat(120)],
    ['with spaces and quotes', 'my "own" home'],
  ])('work for a home whose path is %s', async ([, name]) => {
    home = join(base, name ?? '', 'home')
    stack = await startStack({ home, log })
    expect(Buffer.byteLength(stack.mysql.socketPath ?? '')).toBeLessThanOrEqual(107)
    expect(stack.state().map((status) => status.state)).toEqual(['running', 'running'])
  })

  it.runIf(isRoot)(
    `are outside the home under root, and the home leads to them${rootOnly}`,
    async () => {
      stack = await startStack({ home, log })
      const data = await readlink(join(home, 'servers'))
      expect(data).toMatch(/^\/var\/lib\/vigie\/[a-z0-9]{12}$/)
      expect((await lstat(join(data, 'mysql'))).uid).not.toBe(0)
    },
  )

  it.runIf(isRoot)(
    `are not looked for where a link of the home leads elsewhere${rootOnly}`,
    async () => {
      await mkdir(home)
      await writeFile(join(home, 'servers'), 'not a link')
      await expect(startStack({ home, log })).rejects.toMatchObject({ code: 'HOME_UNUSABLE' })
    },
  )

  it.runIf(isRoot)(
    `are inside the home without root, also where its path is long${rootOnly}`,
    async () => {
      for (const name of ['short', 'x'.repeat(120)]) {
        home = join(base, name)
        await ownedBy(NOBODY, base)
        const child = await startChildStack({ home, uid: NOBODY })
        expect((await stat(join(home, 'mysql'))).uid).toBe(NOBODY)
        expect((await stat(child.servers[0]?.address ?? '')).uid).toBe(NOBODY)
        expect(await child.stop()).toBe(0)
      }
    },
  )

  it.runIf(isRoot)(
    `stay inside a home that root takes over, with their owner${rootOnly}`,
    async () => {
      await ownedBy(NOBODY, base)
      const child = await startChildStack({ home, uid: NOBODY })
      await child.stop()
      stack = await startStack({ home, log })
      expect((await stat(`/proc/${stack.state()[0]?.pid}`)).uid).toBe(NOBODY)
      await stack.stop()
      const again = await startChildStack({ home, uid: NOBODY })
      expect(await again.stop()).toBe(0)
    },
  )

  it.runIf(isRoot)(
    `cannot be made in a home that is not ours: the sentence says where${rootOnly}`,
    async () => {
      const failed = startChildStack({ home: join(base, 'home'), uid: NOBODY })
      await expect(failed).rejects.toThrow(`the data folder ${join(base, 'home')} cannot be used`)
    },
  )
})

const ownedBy = (uid: number, folder: string): Promise<void> => chown(folder, uid, uid)

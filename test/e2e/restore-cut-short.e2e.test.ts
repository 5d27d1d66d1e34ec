import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemData } from '../../src/stack/index.ts'
import { isRoot, NOBODY, rootOnly } from '../support/privilege.ts'
import { createHome, removeHome } from '../support/stack.ts'
import { until } from '../support/until.ts'
import { runVigie, startVigie, type Vigie } from '../support/vigie.ts'

const MAIN = path.resolve(import.meta.dirname, '../../src/main.ts')

let old: Vigie
let home: string
let file: string
beforeAll(async () => {
  old = await startVigie()
  home = await createHome()
  file = path.join(old.home, 'now.backup')
  const made = await old.cli('backup', file)
  if (made.status !== 0) throw new Error(made.stderr)
  await old.stop()
})
afterAll(async () => {
  await old?.cleanUp()
  await removeHome(home)
})

describe('a restore that was killed in its middle', () => {
  it('leaves a home in which no Vigie starts, whatever is there already', async () => {
    const child = spawn(process.execPath, [MAIN, 'restore', file], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], VIGIE_HOME: home },
      stdio: 'ignore',
    })
    const ended = once(child, 'close')
    // Where root's servers have theirs, or another user's.
    const begun = ['servers', 'mysql'].map((name) => path.join(home, name))
    await until('its database has files', () => begun.some(existsSync))
    child.kill('SIGKILL')
    await ended
    const answer = await runVigie(['up'], home)
    expect(answer.stderr).toContain('[RESTORE_UNFINISHED]')
    expect(answer.status).toBe(1)
  })

  it('is not begun again from a backup inside, which would go with the rest', async () => {
    const inside = path.join(home, 'copy.backup')
    copyFileSync(file, inside)
    const answer = await runVigie(['restore', inside], home)
    expect(answer.stderr).toContain('[HOME_NOT_EMPTY]')
    expect(existsSync(inside)).toBe(true)
  })

  it('is begun again by the next, which ends it', async () => {
    const answer = await runVigie(['restore', file], home)
    expect(answer.status, answer.stderr).toBe(0)
    expect(readdirSync(home)).not.toContain('restoring')
    const restored = await startVigie({ home })
    expect((await restored.cli('audit', 'verify')).status).toBe(0)
    await restored.stop()
  })

  it.skipIf(!isRoot)(`does not take what another home left under its name${rootOnly}`, async () => {
    const other = await createHome()
    const data = systemData(realpathSync(other))
    mkdirSync(data)
    writeFileSync(path.join(data, 'kept'), '')
    const answer = await runVigie(['restore', file], other)
    expect(answer.stderr).toContain('[HOME_NOT_EMPTY]')
    expect(readdirSync(data)).toEqual(['kept'])
    rmSync(data, { recursive: true })
    chownSync(other, NOBODY, NOBODY)
    expect((await runVigie(['restore', file], other)).stderr).toContain('[HOME_UNUSABLE]')
    await removeHome(other)
  })

  it('cannot lead the next one to a folder that no restore made', async () => {
    const other = await createHome()
    const precious = path.join(old.home, 'precious')
    mkdirSync(precious)
    writeFileSync(path.join(precious, 'kept'), '')
    writeFileSync(path.join(other, 'restoring'), '')
    symlinkSync(precious, path.join(other, 'servers'))
    const answer = await runVigie(['restore', file], other)
    expect(answer.status, answer.stderr).toBe(0)
    expect(readdirSync(precious)).toEqual(['kept'])
    await removeHome(other)
  })
})

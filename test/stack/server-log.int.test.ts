import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { turnOverLog } from '../../src/stack/log-turnover.ts'
import { openServerLog } from '../../src/stack/server-log.ts'

let folder: string
let other: string
let link: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigie-logs-'))
  other = path.join(folder, 'precious')
  link = path.join(folder, 'mysql.log')
  await writeFile(other, 'kept', { mode: 0o600 })
  await symlink(other, link)
})
afterEach(() => rm(folder, { recursive: true }))

describe('a link where a log should be', () => {
  it('is not followed by whoever opens the log for its server', async () => {
    const { uid, gid } = await stat(other)
    await expect(openServerLog(link, { uid: 12_345, gid: 12_345 })).rejects.toThrow(/ELOOP/)
    expect(await stat(other)).toMatchObject({ uid, gid })
  })

  it('is not emptied when logs are turned over', async () => {
    await turnOverLog(link, `${link}.1`, 1)
    expect(await readFile(other, 'utf8')).toBe('kept')
  })
})

import { existsSync, readlinkSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectSuccess } from '../support/answers.ts'
import { processesOf } from '../support/daemon-view.ts'
import { isRoot } from '../support/privilege.ts'
import { createHome, removeHome } from '../support/stack.ts'
import { runVigie } from '../support/vigie.ts'

describe('a daemon in the background', () => {
  let home: string

  beforeAll(async () => {
    home = await createHome()
  })
  afterAll(async () => {
    await vigie('down')
    await removeHome(home)
  })

  const vigie = (...args: readonly string[]) => runVigie(args, home)
  /** Without root the data is in the home itself. */
  const dataFolder = () => (isRoot ? readlinkSync(path.join(home, 'servers')) : home)

  test('starts, shows the first password once, and answers', async () => {
    const up = await vigie('up', '--detach', '--json')
    expectSuccess(up)
    const { pid, console, firstPassword } = up.json()
    expect(firstPassword).toMatch(/^\S{16,}$/)
    const status = (await vigie('status', '--json')).json()
    expect(status).toMatchObject({ pid, console, home })
    const page = await fetch(String(console))
    expect(page.status).toBe(200)
  })

  test('is stopped with its servers and sockets', async () => {
    const { servers } = (await vigie('status', '--json')).json() as {
      readonly servers: readonly { readonly address: string; readonly pid: number }[]
    }
    expect(servers).toHaveLength(2)
    expect(processesOf(home).length).toBeGreaterThanOrEqual(3)
    const down = await vigie('down')
    expect(down).toMatchObject({ status: 0, stdout: 'Vigie is stopped.\n', stderr: '' })
    expect(processesOf(home)).toEqual([])
    expect(servers.map(({ address }) => existsSync(address))).toEqual([false, false])
    expect(existsSync(path.join(home, 'vigie.sock'))).toBe(false)
    expect(existsSync(path.join(home, 'vigie.pid'))).toBe(false)
  })

  test('starts again with the same data, and without a new password', async () => {
    const data = dataFolder()
    const up = await vigie('up', '--detach', '--json')
    expectSuccess(up)
    expect(up.json()['firstPassword']).toBeNull()
    expect(dataFolder()).toBe(data)
  })

  test('writes its log into the home, and no password into it', async () => {
    const { stdout } = await vigie('admin', 'password', '--generate', '--json')
    const { password } = JSON.parse(stdout) as { readonly password: string }
    const log = await readFile(path.join(home, 'log', 'vigie.log'), 'utf8')
    expect(log).toContain('vigie is up')
    expect(log).not.toContain(password)
  })
})

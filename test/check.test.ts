import { execFile } from 'node:child_process'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '..')
const CHECK_MS = 120_000

/** What `npm run check` does, so that nothing lands that it would refuse. */
const run = (program: string, ...args: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    const command = path.join(ROOT, 'node_modules/.bin', program)
    execFile(
      command,
      args,
      { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } },
      (thrown, out, err) => resolve(thrown === null ? '' : `${out}${err}`),
    )
  })

describe('the whole tree', () => {
  it(
    'has the types that it says it has',
    async () => {
      expect(await run('tsc', '--noEmit')).toBe('')
    },
    CHECK_MS,
  )

  it(
    'is formatted and free of what the linter refuses',
    async () => {
      expect(await run('biome', 'check', '.')).toBe('')
    },
    CHECK_MS,
  )

  it(
    'has no file, export or package that nobody uses',
    async () => {
      expect(await run('knip')).toBe('')
    },
    CHECK_MS,
  )
})

import { execFile } from 'node:child_process'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const MAIN = path.resolve(import.meta.dirname, '../../src/main.ts')
const START_MS_MAX = 30_000

describe('a command whose reader has seen enough', () => {
  it(
    'ends without a word',
    async () => {
      const command = `"${process.execPath}" "${MAIN}" config | true`
      const env = { PATH: process.env['PATH'], VIGIE_HOME: '/nonexistent' }
      const stderr = await new Promise<string>((resolve) =>
        execFile('sh', ['-c', command], { env }, (_, __, said) => resolve(said)),
      )
      expect(stderr).toBe('')
    },
    START_MS_MAX,
  )
})

import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const MAIN = path.resolve(import.meta.dirname, '../../src/main.ts')
/** A busy machine starts Node slowly. */
const START_MS_MAX = 30_000
const run = promisify(execFile)

const vigie = async (...args: readonly string[]): Promise<string> => {
  const env = { PATH: process.env['PATH'], VIGIE_HOME: '/nonexistent', LANG: 'C.UTF-8' }
  const { stdout } = await run(process.execPath, [MAIN, ...args], { env })
  return stdout
}

/** What ends the words: whether the shell may offer files. */
const [FILES, NO_FILES] = [':0\n', ':4\n']

describe('shell completion', { timeout: START_MS_MAX }, () => {
  it.each([
    [['analyze', '']],
    [['analyze', '--flows', '']],
    [['analyze', 'monday.pcap', 'tue']],
    [['analyze', '--csv', '']],
    [['restore', '']],
    [['capture', 'export', '3k9fq2m8xa7d', '--output', '']],
  ])('lets the shell offer files after %j', async (words) => {
    expect(await vigie('complete', '--', ...words)).toBe(FILES)
  })

  it.each([
    [
      ['analyze', '--fl'],
      ['--flows', '--flow-limit'],
    ],
    [['analyze', '--top', ''], []],
    [['stat'], ['status']],
    [['capture', 'ex'], ['export']],
  ])('offers words and no files after %j', async (words, expected) => {
    const lines = (await vigie('complete', '--', ...words)).split('\n')
    expect(lines.slice(0, -2).map((line) => line.split('\t')[0])).toEqual(expected)
    expect(`${lines.at(-2)}\n`).toBe(NO_FILES)
  })

  it('lets bash fall back on files', async () => {
    const script = await vigie('completion', 'bash')
    expect(script.trimEnd().split('\n').at(-1)).toBe(
      'complete -o default -F __vigie_complete vigie',
    )
    expect(await vigie('completion', 'zsh')).not.toContain('-o default')
  })
})

import { describe, expect, it } from 'vitest'
import { showsBlocks } from '../../src/cli/terminal.ts'

describe('a terminal', () => {
  it.each([
    {},
    { LANG: 'en_GB.UTF-8' },
    { LANG: 'C.utf8', TERM: 'xterm-256color' },
    { LANG: 'C', LC_ALL: 'fr_FR.UTF-8' },
  ])('shows blocks with %j', (environment) => {
    expect(showsBlocks(environment)).toBe(true)
  })

  it.each([
    { LANG: 'C' },
    { LANG: 'fr_FR' },
    { LANG: 'fr_FR.ISO-8859-1' },
    { LANG: 'en_GB.UTF-8', LC_ALL: 'POSIX' },
    { LANG: 'en_GB.UTF-8', LC_CTYPE: 'C' },
    { LANG: 'en_GB.UTF-8', TERM: 'linux' },
    { TERM: 'dumb' },
  ])('shows none with %j', (environment) => {
    expect(showsBlocks(environment)).toBe(false)
  })
})

import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { applications } from '../../../../src/services/traffic/applications/index.ts'
import { examples } from './examples.ts'

/** A flow that is not settled has a bit for each; the database has a column of so many characters. */
const BITS = 64
const COLUMN_CHARACTERS = 16

describe('the table of applications', () => {
  it('has no more lines than a flow has bits', () => {
    expect(applications.length).toBeLessThanOrEqual(BITS)
  })

  it('has words that differ, and that fit their column', () => {
    const words = applications.map(({ name }) => name)
    expect(new Set(words).size).toBe(words.length)
    for (const word of words) expect(word).toMatch(/^[a-z0-9-]+$/)
    expect(Math.max(...words.map(({ length }) => length))).toBeLessThanOrEqual(COLUMN_CHARACTERS)
  })

  it('asks those that need their port for it', () => {
    for (const { name, ports, portsOnly } of applications)
      if (portsOnly) expect([name, ports.length]).not.toEqual([name, 0])
  })

  it('has nothing that no test shows: an example in a table, or tests of its own', () => {
    const shown = new Set(examples.map(([{ name }]) => name))
    const untested = applications.filter(
      ({ name }) =>
        !shown.has(name) && !existsSync(path.join(import.meta.dirname, `${name}.test.ts`)),
    )
    expect(untested.map(({ name }) => name)).toEqual([])
  })
})

import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { turnOverLog } from '../../src/stack/index.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vigie-log-'))
  file = path.join(folder, 'x.log')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a log that grows while it is written to', () => {
  it('is left alone up to its bound, and emptied beyond it, with the lines put aside', async () => {
    const writer = openSync(file, 'a')
    writeSync(writer, 'x'.repeat(10))
    await turnOverLog(file, `${file}.1`, 10)
    expect(readFileSync(file, 'utf8')).toBe('x'.repeat(10))
    writeSync(writer, 'y')
    await turnOverLog(file, `${file}.1`, 10)
    writeSync(writer, 'after')
    closeSync(writer)
    expect(readFileSync(`${file}.1`, 'utf8')).toBe(`${'x'.repeat(10)}y`)
    expect(readFileSync(file, 'utf8')).toBe('after') // at its beginning, without a hole
  })

  it('is emptied also where there is no room for what it had', async () => {
    writeFileSync(file, 'x'.repeat(11))
    await turnOverLog(file, path.join(folder, 'missing', 'x.log'), 10)
    expect(readFileSync(file, 'utf8')).toBe('')
  })

  it('may be missing', async () => {
    await turnOverLog(file, `${file}.1`, 10)
  })
})

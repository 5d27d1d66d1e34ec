import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { progressLine } from '../../src/cli/progress-line.ts'
import { createTerminal, type Terminal } from '../../src/cli/terminal.ts'

const terminal = (changes: Partial<Terminal>): Terminal => ({
  ...createTerminal('en'),
  live: true,
  columns: 80,
  ...changes,
})

let written: string[] = []

beforeEach(() => {
  written = []
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text))
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** What stands on the line: without the sequence that goes to its begin and wipes it. */
const shown = () => written.at(-1)?.replace('\r\x1b[K', '')

describe('a progress line', () => {
  it('writes nothing where nobody looks, so that a log file stays readable', () => {
    const line = progressLine(terminal({ live: false }))
    line.show(0.5, 'half')
    line.clear()
    expect(written).toEqual([])
  })

  it.each([
    [0, '[--------------------]   0 %  so far'],
    [0.5, '[##########----------]  50 %  so far'],
    [0.999, '[####################]  99 %  so far'],
    [1, '[####################] 100 %  so far'],
    [1.7, '[####################] 100 %  so far'],
  ])('shows %d as a bar', (share, expected) => {
    progressLine(terminal({})).show(share, 'so far')
    expect(shown()).toBe(expected)
  })

  it('shows no bar below nothing, for a clock that was set back', () => {
    progressLine(terminal({})).show(-0.5, 'so far')
    expect(shown()).toBe('[--------------------]   0 %  so far')
  })

  it('shows a text alone where nobody knows how far it is', () => {
    progressLine(terminal({})).show(undefined, 'waiting')
    expect(shown()).toBe('waiting')
  })

  it('stays on its line, however long the text and however narrow the terminal', () => {
    progressLine(terminal({ columns: 40 })).show(0.5, 'x'.repeat(100))
    expect(shown()).toHaveLength(39)
  })

  it('is drawn in place each time, and taken away at the end', () => {
    const line = progressLine(terminal({}))
    line.show(undefined, 'one')
    line.show(undefined, 'two')
    line.clear()
    expect(written).toEqual(['\r\x1b[Kone', '\r\x1b[Ktwo', '\r\x1b[K'])
  })
})

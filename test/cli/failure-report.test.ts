import { describe, expect, it } from 'vitest'
import { Failure } from '../../src/base/failure.ts'
import { type Language, translator } from '../../src/base/text.ts'
import { reportFailure } from '../../src/cli/failure-report.ts'
import { createTerminal, type Terminal } from '../../src/cli/terminal.ts'

/** A terminal that only remembers, and what a failure made it say. */
const said = (thrown: unknown, json: boolean, language: Language = 'en') => {
  const printed: string[] = []
  const noted: string[] = []
  const terminal: Terminal = {
    ...createTerminal(language),
    t: translator(language),
    print: (line = '') => void printed.push(line),
    note: (line) => void noted.push(line),
    bad: (text) => text,
  }
  return { status: reportFailure(terminal, thrown, json), printed, noted }
}

const unknown = new Failure('CAPTURE_UNKNOWN', { id: 'x' })

describe('a command that fails', () => {
  it('says what happened and its code beside the answer, and ends with the code’s status', () => {
    expect(said(unknown, false)).toEqual({
      status: 2,
      printed: [],
      noted: [
        'vigie: there is no capture x; "vigie captures" lists those there are [CAPTURE_UNKNOWN]',
      ],
    })
    expect(said(new Failure('NOT_RUNNING', { home: '/h' }), false).status).toBe(1)
  })

  it('says it in the language of whoever asked, whatever the daemon speaks', () => {
    expect(said(unknown, false, 'fr').noted).toEqual([
      'vigie: il n’y a pas de capture x ; « vigie captures » donne la liste [CAPTURE_UNKNOWN]',
    ])
  })

  it('answers a program with one object that has the code and the values', () => {
    const { printed, noted } = said(unknown, true)
    expect(printed).toHaveLength(1)
    expect(JSON.parse(printed[0] ?? '')).toMatchObject({
      failure: { code: 'CAPTURE_UNKNOWN', values: { id: 'x' } },
    })
    expect(noted).toHaveLength(1)
  })

  it('owns up to what nobody foresaw: INTERNAL, status 1, and where it happened', () => {
    const { status, noted } = said(new TypeError('x is not a function'), false)
    expect(status).toBe(1)
    expect(noted[0]).toMatch(/^vigie: Vigie itself failed \(x is not a function\).*\[INTERNAL\]$/)
    expect(noted[1]).toContain('failure-report.test.ts')
  })

  it.each([undefined, null, 'text', 7])('says something also of a thrown %j', (thrown) => {
    expect(said(thrown, true)).toMatchObject({ status: 1 })
  })
})

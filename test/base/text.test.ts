import { describe, expect, it } from 'vitest'
import { Failure, failureOf, reasonOf } from '../../src/base/failure.ts'
import { type FailureCode, failureCodes } from '../../src/base/failure-codes.ts'
import { en } from '../../src/base/text/en.ts'
import { fr } from '../../src/base/text/fr.ts'
import { languageOf, translator } from '../../src/base/text.ts'

type Tree = { readonly [key: string]: string | Tree }

const leaves = (tree: Tree, prefix = ''): (readonly [string, string])[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${prefix}${key}`, value] as const]
      : leaves(value, `${prefix}${key}.`),
  )

const placeholders = (text: string) =>
  [...new Set([...text.matchAll(/\{\{(.*?)\}\}/g)].map(([, name]) => name))].sort()

const english = new Map(leaves(en))
const french = new Map(leaves(fr))
const codes = Object.keys(failureCodes) as FailureCode[]

describe('the texts', () => {
  it('are the same in both languages, key by key', () => {
    expect([...french.keys()].sort()).toEqual([...english.keys()].sort())
  })

  it('take the same values in both languages', () => {
    const differing = [...english].filter(([key, text]) => {
      const other = french.get(key) ?? ''
      // One of something may be said in words: "1 second", "une seconde".
      return placeholders(text).join() !== placeholders(other).join()
    })
    expect(differing.map(([key]) => key)).toEqual([])
  })

  it('are never empty, and never wear their braces wrongly', () => {
    for (const [key, text] of [...english, ...french]) {
      expect(text.trim(), key).not.toBe('')
      expect(text.replaceAll(/\{\{\w+\}\}/g, ''), key).not.toMatch(/[{}]/)
    }
  })

  it('have both numbers wherever they have one', () => {
    for (const key of english.keys()) {
      if (key.endsWith('_one')) expect(english.has(key.replace(/_one$/, '_other')), key).toBe(true)
      if (key.endsWith('_other'))
        expect(english.has(key.replace(/_other$/, '_one')), key).toBe(true)
    }
  })

  it('are chosen by number: none is many in English and one in French', () => {
    const texts = (language: 'en' | 'fr') =>
      [0, 1, 2].map((count) => translator(language)('cli.reconciled', { count }))
    expect(texts('en')).toEqual(['0 jobs are open.', '1 job is open.', '2 jobs are open.'])
    expect(texts('fr')[2]).toBe('2 tâches sont ouvertes.')
  })

  it('take values as they are, and read no placeholder or reference inside of them', () => {
    const hostile = '<b>&"\' {{min}} $t(failures.INTERNAL)'
    const sentence = translator('en')('failures.CAPTURE_UNKNOWN', { id: hostile, min: 'no' })
    expect(sentence).toBe(`there is no capture ${hostile}; "vigie captures" lists those there are`)
  })
})

describe.each(codes)('the failure %s', (code) => {
  it.each([
    ['English', english],
    ['French', french],
  ])('has a sentence in %s', (_, texts) => {
    expect(texts.get(`failures.${code}`)).toMatch(/\S \S/)
  })

  it('ends a command with 1 or 2, and a request with a status of a failure', () => {
    const failure = new Failure(code)
    expect([1, 2]).toContain(failure.exitStatus)
    expect(failure.httpStatus).toBeGreaterThanOrEqual(400)
    expect(failure.httpStatus < 500).toBe(
      failure.exitStatus === 2 ||
        ['CAPTURE_NOT_PERMITTED', 'NOT_ALLOWED'].includes(code) ||
        failure.httpStatus === 409,
    )
  })

  it('does not say "error", and ends without a full stop, so that it can stand in a line', () => {
    expect(english.get(`failures.${code}`)).not.toMatch(/\berror\b|\.$/i)
  })

  it('leaves no placeholder behind when it has its values', () => {
    const names = placeholders(english.get(`failures.${code}`) ?? '')
    const values = Object.fromEntries(names.map((name) => [name ?? '', 'VALUE']))
    expect(new Failure(code, values).message).not.toMatch(/[{}]/)
  })
})

describe('a failure', () => {
  it('crosses a socket as its code and its values', () => {
    const failure = new Failure('CAPTURE_UNKNOWN', { id: 'x' }, { cause: new Error('why') })
    expect(JSON.parse(JSON.stringify(failure.toData()))).toEqual({
      code: 'CAPTURE_UNKNOWN',
      values: { id: 'x' },
    })
    expect(failure.cause).toEqual(new Error('why'))
  })

  it('is told from another one and from what is none', () => {
    const failure = new Failure('CAPTURE_UNKNOWN')
    expect(failureOf(failure)).toBe(failure)
    expect(failureOf(failure, 'CAPTURE_UNKNOWN')).toBe(failure)
    expect(failureOf(failure, 'INTERNAL')).toBeUndefined()
    expect(failureOf({ code: 'INTERNAL' })).toBeUndefined()
  })

  it('is written down with its reason: a code once, no stack, never more than 500 characters', () => {
    const coded = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    expect(reasonOf(coded)).toBe('ECONNREFUSED: connect ECONNREFUSED')
    expect(reasonOf(Object.assign(new Error('EX: y'), { code: 'EX' }))).toBe('EX: y')
    expect(reasonOf(new RangeError())).toBe('RangeError')
    expect(reasonOf('plain')).toBe('plain')
    expect(reasonOf(undefined)).toBe('undefined')
    expect(reasonOf(new Error('x'.repeat(600)))).toHaveLength(500)
    expect(reasonOf(new Failure('REPORT_UNKNOWN', { id: 'x' }))).toMatch(/^there is no report x/)
  })
})

describe('the language of an environment', () => {
  it.each([
    [{}, 'en'],
    [{ LANG: 'fr_FR.UTF-8' }, 'fr'],
    [{ LANG: 'FR' }, 'fr'],
    [{ LANG: 'de_DE.UTF-8' }, 'en'],
    [{ LANG: 'C' }, 'en'],
    [{ LANG: 'en_GB', LC_ALL: 'fr_CA' }, 'fr'],
    [{ LANG: 'fr_FR', LC_MESSAGES: 'en_US' }, 'en'],
    [{ LANG: 'fr_FR', LC_ALL: '' }, 'fr'],
    [{ LC_ALL: 'C', LC_MESSAGES: 'fr_FR', LANG: 'fr_FR' }, 'en'],
  ] as const)('of %o is %s', (environment, language) => {
    expect(languageOf(environment)).toBe(language)
  })
})

import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { Failure, type FailureData, failureOf, reasonOf } from '../../src/base/failure.ts'
import { type FailureCode, failureCatalogue } from '../../src/base/failure-catalogue.ts'
import { sentenceOf } from '../../src/base/failure-sentence.ts'
import { failuresEn } from '../../src/base/text/failures-en.ts'
import { failuresFr } from '../../src/base/text/failures-fr.ts'

const codes = Object.keys(failureCatalogue) as FailureCode[]
const languages = [
  ['en', failuresEn],
  ['fr', failuresFr],
] as const

/** Every operand says its own name. */
const example = (code: FailureCode): FailureData => ({
  code,
  values: Object.fromEntries(Object.keys(failureCatalogue[code].operands).map((one) => [one, one])),
})

const operandsIn = (texts: readonly string[]) =>
  [
    ...new Set(
      texts
        .join()
        .matchAll(/\{\{(.*?)\}\}/g)
        .map(([, name]) => name),
    ),
  ].sort()

describe.each(codes)('the failure %s', (code) => {
  it.each(languages)('names each of its operands, and no other, in %s', (_, texts) => {
    expect(operandsIn(texts[code])).toEqual(Object.keys(failureCatalogue[code].operands).sort())
  })

  it.each(languages)('says what happened and what to do, on one line, in %s', (language, texts) => {
    for (const text of texts[code]) expect(text).toMatch(/\S \S/)
    const sentence = sentenceOf(example(code), language)
    expect(sentence).not.toMatch(/[{}\n…]|undefined/)
    expect(sentence).not.toMatch(/\berror\b|\berreur\b|[.;:]$/i)
  })

  it('ends a command with 1 or 2, and a request with a status of a failure', () => {
    const failure = Failure.from(example(code))
    const { kind } = failureCatalogue[code]
    expect(failure.exitStatus).toBe(kind === 'refused' ? 2 : 1)
    expect(failure.httpStatus).toBeGreaterThanOrEqual(400)
    if (kind === 'refused') expect(failure.httpStatus).toBeLessThan(500)
  })
})

describe('the catalogue', () => {
  it('has no code that nothing raises', async () => {
    const root = path.resolve(import.meta.dirname, '../../src')
    let source = ''
    for await (const file of glob('**/*.ts', { cwd: root })) {
      if (!/^base\/(failure-catalogue\.ts|text\/)/.test(file)) {
        source += readFileSync(path.join(root, file), 'utf8')
      }
    }
    const raised = source.replaceAll(/failureOf\([^)]*\)|[!=]== '\w+'/g, '')
    expect(codes.filter((code) => !raised.includes(`'${code}'`))).toEqual([])
  })

  it('has no two codes that one language says in the same words', () => {
    for (const [, texts] of languages) {
      const happened = Object.values(texts).map(([text]) => text.replaceAll(/\{\{\w+\}\}/g, '*'))
      expect(new Set(happened).size).toBe(happened.length)
    }
  })
})

describe('a failure', () => {
  it('crosses a socket as its code and its operands', () => {
    const failure = new Failure('CAPTURE_UNKNOWN', { id: 'x' }, { cause: new Error('why') })
    const data = JSON.parse(JSON.stringify(failure.toData())) as FailureData
    expect(data).toEqual({ code: 'CAPTURE_UNKNOWN', values: { id: 'x' } })
    expect(Failure.from(data)).toMatchObject({ ...data, message: failure.message })
    expect(failure.cause).toEqual(new Error('why'))
  })

  it('says its sentence wherever one asks: as message, as text, above its stack', () => {
    const failure = new Failure('CAPTURE_UNKNOWN', { id: 'x' })
    const sentence = 'there is no capture x; "vigie captures" lists those there are'
    expect(failure.message).toBe(sentence)
    expect(String(failure)).toBe(`Failure: ${sentence}`)
    expect(failure.stack).toContain(`Failure: ${sentence}\n    at `)
  })

  it('takes operands as they are, and reads no placeholder inside of them', () => {
    const hostile = '<b>&"\' {{id}} $& $t(failures.INTERNAL)'
    expect(new Failure('CAPTURE_UNKNOWN', { id: hostile }).message).toBe(
      `there is no capture ${hostile}; "vigie captures" lists those there are`,
    )
  })

  it('says "…" for an operand that another version did not write down', () => {
    const old: FailureData = { code: 'CAPTURE_UNKNOWN', values: { number: 7 } }
    expect(sentenceOf(old, 'fr')).toBe(
      'il n’y a pas de capture … ; « vigie captures » donne la liste',
    )
  })

  it('is told from another one and from what is none', () => {
    const failure = new Failure('CAPTURE_UNKNOWN', { id: 'x' })
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

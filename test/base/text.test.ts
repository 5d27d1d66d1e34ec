import { describe, expect, it } from 'vitest'
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
    expect(texts('fr')).toEqual([
      '0 tâche est ouverte.',
      '1 tâche est ouverte.',
      '2 tâches sont ouvertes.',
    ])
  })

  it('take values as they are, and read no placeholder or reference inside of them', () => {
    const hostile = '<b>&"\' {{min}} $t(cli.up)'
    expect(translator('en')('cli.upConsole', { address: hostile, min: 'no' })).toBe(
      `Console: ${hostile}`,
    )
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

import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { en } from '../../src/base/text/en.ts'
import { fr } from '../../src/base/text/fr.ts'
import { factsOf } from '../architecture/source-facts.ts'

const root = path.resolve(import.meta.dirname, '../..')

/** All that the code writes as a literal; of a template a blank stands for each value. */
const written = globSync('src/**/*.ts', { cwd: root })
  .filter((file) => !file.startsWith('src/base/text/'))
  .flatMap((file) => factsOf(file, readFileSync(path.join(root, file), 'utf8')).texts)
const literals = new Set(written)
const beginnings = [...new Set(written)]
  .filter((text) => /^[\w.]+\. /.test(text))
  .map((text) => text.slice(0, text.indexOf(' ')))

const keysOf = (tree: object, above = ''): string[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${above}${key}`] : keysOf(value, `${above}${key}.`),
  )

it('says the number itself where there may be none: French counts 0 as one', () => {
  for (const language of [en, fr]) {
    const singular = Object.entries(language.cli).filter(([key]) => key.endsWith('_one'))
    expect(singular.filter(([, text]) => !String(text).includes('{{'))).toEqual([])
    expect(singular.filter(([, text]) => /\b1\b/.test(String(text)))).toEqual([])
  }
})

it('has no text that nobody reads', () => {
  const unread = keysOf(en)
    .map((key) => key.replace(/_(one|other)$/, ''))
    .filter((key) => !literals.has(key) && !beginnings.some((start) => key.startsWith(start)))
  expect([...new Set(unread)]).toEqual([])
})

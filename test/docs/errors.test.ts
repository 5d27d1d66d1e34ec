import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { errorsPage } from '../../scripts/errors-page.ts'

it('docs/errors.md is what the catalogue of failures makes ("npm run docs:errors" writes it)', () => {
  const page = path.resolve(import.meta.dirname, '../../docs/errors.md')
  expect(readFileSync(page, 'utf8')).toBe(errorsPage())
})

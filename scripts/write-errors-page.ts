/** Writes docs/errors.md. Run by `npm run docs:errors` after every change of a failure. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { errorsPage } from './errors-page.ts'

writeFileSync(path.join(import.meta.dirname, '../docs/errors.md'), errorsPage())

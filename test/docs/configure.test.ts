import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeConfig } from '../../src/base/config.ts'

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/configure.md'), 'utf8')

describe('docs/configure.md', () => {
  it.each(describeConfig('/nonexistent', {}))(
    'says what $path means, its variable and its default',
    ({ path: setting, variable, value, description }) => {
      const shown = value === null || value === '' ? '–' : `\`${value}\``
      expect(page).toContain(`| \`${setting}\` | ${shown} | \`${variable}\` | ${description} |`)
    },
  )
})

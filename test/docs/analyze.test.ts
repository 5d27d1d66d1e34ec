import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { applications } from '../../src/services/traffic/applications/index.ts'

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/analyze.md'), 'utf8')

it('docs/analyze.md lists every application in its order, and marks those that need their port', () => {
  const list = /told by what is said, and not by the port alone: (.*?)\. Those with a/s.exec(page)
  const said = list?.[1]?.split(/,\s+/)
  const known = applications.map(({ name, portsOnly }) => `\`${name}\`${portsOnly ? '\\*' : ''}`)
  expect(said).toEqual(known)
})

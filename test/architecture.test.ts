import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { cycles, forbiddenImports, unknownSlices } from './architecture/import-rules.ts'
import {
  foreignTables,
  misplacedPackages,
  tableOwners,
  undeclaredPackages,
  unexplainedDependencies,
} from './architecture/ownership-rules.ts'
import { factsOf } from './architecture/source-facts.ts'
import {
  brokenMigrations,
  idlePatterns,
  impureReads,
  untidiness,
} from './architecture/style-rules.ts'

const clone = path.resolve(import.meta.dirname, '..')
const read = (file: string) => readFileSync(path.join(clone, file), 'utf8')

const sources = new Map(
  globSync('{src,migrations,test,bench,scripts}/**/*.{ts,tsx}', { cwd: clone })
    .sort()
    .map((file) => [file, read(file)]),
)
const tree = [...sources].map(([file, source]) => factsOf(file, source))

const manifest = JSON.parse(read('package.json')) as {
  readonly [kind in 'dependencies' | 'optionalDependencies' | 'devDependencies']: Record<
    string,
    string
  >
}
const runtime = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })
const dependencies = [...runtime, ...Object.keys(manifest.devDependencies)]
const document = 'docs/dependencies.md'

describe('architecture', () => {
  it('is read whole: the folders of the design are all there', () => {
    const folders = ['base', 'wire', 'net', 'stack', 'db', 'events', 'services', 'jobs', 'workers']
    for (const folder of [...folders, 'web', 'web/api', 'cli']) {
      expect(tree.filter((file) => file.path.startsWith(`src/${folder}/`))).not.toEqual([])
    }
    expect(tree.find((file) => file.path === 'src/main.ts')?.imports.length).toBeGreaterThan(5)
  })

  it('has imports that point down only, and slices that are entered by their doors', () => {
    expect(forbiddenImports(tree)).toEqual([])
  })

  it('has no slice that the rules do not know', () => {
    expect(unknownSlices(tree)).toEqual([])
  })

  it('has no two files that need each other to load', () => {
    expect(cycles(tree)).toEqual([])
  })

  it('names a table only in the slice that owns it', () => {
    expect(foreignTables(tree)).toEqual([])
  })

  it('gives each table of the database exactly one owner', () => {
    const declared = /export type Tables = \{(.*?)\n\}/s.exec(read('src/db/tables.ts'))?.[1] ?? ''
    const tables = [...declared.matchAll(/^ {2}(\w+):/gm)].map(([, table]) => table)
    expect(tables.sort()).toEqual(Object.keys(tableOwners).sort())
  })

  it('loads each package where it belongs', () => {
    expect(misplacedPackages(tree)).toEqual([])
  })

  it('loads no package that package.json does not ask for', () => {
    expect(undeclaredPackages(tree, runtime)).toEqual([])
  })

  it('says of each dependency why it is there', () => {
    const text = existsSync(path.join(clone, document)) ? read(document) : undefined
    expect(unexplainedDependencies(dependencies, text)).toEqual([])
  })

  it('reads no clock and throws no dice in pure code', () => {
    expect(impureReads(tree, sources)).toEqual([])
    expect(idlePatterns(tree)).toEqual([])
  })

  it('has short files with names that mean something, no any and nothing put off', () => {
    expect(untidiness(tree)).toEqual([])
  })

  it('has migrations of one statement each, numbered without a hole', () => {
    expect(brokenMigrations(tree)).toEqual([])
  })
})

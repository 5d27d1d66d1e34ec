import { describe, expect, it } from 'vitest'
import { cycles, forbiddenImports, unknownSlices } from './import-rules.ts'
import {
  foreignTables,
  misplacedPackages,
  undeclaredPackages,
  unexplainedDependencies,
} from './ownership-rules.ts'
import { factsOf } from './source-facts.ts'
import { brokenMigrations, impureReads, untidiness } from './style-rules.ts'

/** A made-up tree: path → source. */
type MadeUp = { readonly [path: string]: string }
const parsed = (files: MadeUp) =>
  Object.entries(files).map(([path, source]) => factsOf(path, source))

const importing = (from: string, specifier: string, target: string) =>
  forbiddenImports(
    parsed({ [from]: `import { x } from '${specifier}'\nexport const y = x`, [target]: '' }),
  )

describe('the rule that imports point down', () => {
  it.each([
    ['src/base/a.ts', '../wire/b.ts', 'src/wire/b.ts', 'base may not know wire'],
    ['src/wire/a.ts', '../net/b.ts', 'src/net/b.ts', 'wire may not know net'],
    ['src/db/a.ts', '../events/b.ts', 'src/events/b.ts', 'db may not know events'],
    ['src/events/a.ts', '../services/dns/index.ts', 'src/services/dns/index.ts', 'know services'],
    ['src/services/dns/a.ts', '../../jobs/b.ts', 'src/jobs/b.ts', 'services may not know jobs'],
    ['src/jobs/a.ts', '../workers/b.ts', 'src/workers/b.ts', 'jobs may not know workers'],
    ['src/cli/a.ts', '../web/b.ts', 'src/web/b.ts', 'cli may not know web'],
    ['src/cli/a.ts', '../services/dns/index.ts', 'src/services/dns/index.ts', 'know services'],
    ['src/web/api/a.ts', '../b.ts', 'src/web/b.ts', 'web/api may not know web'],
    ['src/web/a.ts', '../db/b.ts', 'src/db/b.ts', 'web may not know db'],
    ['src/workers/a.ts', '../main.ts', 'src/main.ts', 'workers may not know main'],
    ['src/base/a.ts', '../../test/b.ts', 'test/b.ts', 'base may not know test'],
    ['migrations/0001-a.ts', '../src/base/b.ts', 'src/base/b.ts', 'migrations may not know base'],
  ])('refuses %s that imports %s', (from, specifier, target, complaint) => {
    expect(importing(from, specifier, target)).toEqual([expect.stringContaining(complaint)])
  })

  it.each([
    ['src/main.ts', './cli/b.ts', 'src/cli/b.ts'],
    ['src/main.ts', './daemon.ts', 'src/daemon.ts'],
    ['src/cli/a.ts', '../web/api/b.ts', 'src/web/api/b.ts'],
    ['src/web/a.ts', './api/b.ts', 'src/web/api/b.ts'],
    ['src/services/capture/a.ts', '../traffic/engine.ts', 'src/services/traffic/engine.ts'],
    ['src/jobs/a.ts', '../services/dns/events.ts', 'src/services/dns/events.ts'],
    ['test/a.test.ts', '../src/services/dns/b.ts', 'src/services/dns/b.ts'],
  ])('lets %s import %s', (from, specifier, target) => {
    expect(importing(from, specifier, target)).toEqual([])
  })

  it.each([
    ['a type', "import type { X } from '../web/b.ts'\nexport type Y = X"],
    ['an inline type', "export type Y = import('../web/b.ts').X"],
    ['a re-export', "export { x } from '../web/b.ts'"],
    ['everything', "export * from '../web/b.ts'"],
    ['a dynamic import', "export const x = () => import('../web/b.ts')"],
    ['the entry of a thread', "export const x = new URL('../web/b.ts', import.meta.url)"],
  ])('sees %s', (_, source) => {
    expect(forbiddenImports(parsed({ 'src/base/a.ts': source, 'src/web/b.ts': '' }))).toEqual([
      'src/base/a.ts imports src/web/b.ts: base may not know web',
    ])
  })

  it('refuses an import that nobody can follow, and one of a file that is not there', () => {
    const source = "export const x = (name: string) => import(name)\nimport './gone.ts'"
    expect(forbiddenImports(parsed({ 'src/base/a.ts': source }))).toEqual([
      'src/base/a.ts imports src/base/gone.ts, which is not there',
      'src/base/a.ts imports what only it knows',
    ])
  })

  it.each([
    ['src/services/dns/a.ts', '../report/index.ts', 'src/services/report/index.ts', 'not know'],
    ['src/services/report/a.ts', '../mail/b.ts', 'src/services/mail/b.ts', 'by its doors only'],
    ['src/web/a.ts', '../services/mail/b.ts', 'src/services/mail/b.ts', 'by its doors only'],
    ['src/main.ts', './services/mail/b.ts', 'src/services/mail/b.ts', 'by its doors only'],
    ['src/jobs/a.ts', '../services/mail/index.ts', 'src/services/mail/index.ts', 'by events.ts'],
    ['src/services/capture/a.ts', '../mail/engine.ts', 'src/services/mail/engine.ts', 'not know'],
  ])('refuses %s that enters %s', (from, specifier, target, complaint) => {
    expect(importing(from, specifier, target)).toEqual([expect.stringContaining(complaint)])
  })

  it('asks of a new slice whom it may know', () => {
    expect(unknownSlices(parsed({ 'src/services/weather/index.ts': '' }))).toEqual(['weather'])
  })
})

describe('the rule against cycles', () => {
  const ring = (last: string) =>
    cycles(
      parsed({
        'src/base/a.ts': "import { b } from './b.ts'\nexport const a = b",
        'src/base/b.ts': "export { c as b } from './c.ts'",
        'src/base/c.ts': last,
      }),
    )

  it('shows the way round', () => {
    expect(ring("import { a } from './a.ts'\nexport const c = a")).toEqual([
      'src/base/a.ts → src/base/b.ts → src/base/c.ts → src/base/a.ts',
    ])
  })

  it('does not count what is erased', () => {
    expect(ring("import type { a } from './a.ts'\nexport type C = typeof a")).toEqual([])
  })

  it('counts an import whose names alone are erased, because Node still loads the file', () => {
    expect(ring("import { type A } from './a.ts'\nexport type C = A")).toHaveLength(1)
  })
})

describe('the rule that a table belongs to one slice', () => {
  const naming = (source: string) => foreignTables(parsed({ 'src/services/mail/a.ts': source }))

  it.each([
    ["db.selectFrom('captures')"],
    ["db.selectFrom('captures as c')"],
    ["db.selectFrom(['captures'])"],
    ["db.insertInto('captures')"],
    ["db.updateTable('captures')"],
    ["db.deleteFrom('captures')"],
    ["db.selectFrom('messages').innerJoin('captures', 'a', 'b')"],
    ['sql`SELECT 1 FROM captures WHERE id = 1`'],
    ["query('DELETE FROM captures')"],
    ["const p = { tables: ['captures'] }"],
    ["type X = Updateable<Tables['captures']>"],
  ])('refuses %s in the mail slice', (source) => {
    expect(naming(source)).toEqual([
      'src/services/mail/a.ts names captures, which src/services/capture/ owns',
    ])
  })

  it('finds a table whose name is handed around', () => {
    expect(naming("for (const table of ['traffic_devices']) read(table)")).toHaveLength(1)
  })

  it('refuses a table without an owner', () => {
    expect(naming("db.selectFrom('weather')")).toEqual([
      'src/services/mail/a.ts names weather, which nobody owns',
    ])
  })

  it('lets a slice, the database, migrations and tests name it', () => {
    const source = "db.selectFrom('messages')"
    const files = ['src/services/mail/a.ts', 'src/db/a.ts', 'migrations/0001-a.ts', 'test/a.ts']
    expect(foreignTables(files.map((file) => factsOf(file, source)))).toEqual([])
  })
})

describe('the rule that a package has a home', () => {
  it.each([
    ['src/web/a.ts', 'bullmq'],
    ['src/services/capture/a.ts', 'koffi'],
    ['src/services/report/report-service.ts', 'nodemailer'],
    ['src/services/report/report-message.ts', 'smtp-server'],
    ['src/services/report/a.ts', 'nodemailer/lib/mail-composer/index.js'],
    ['src/cli/a.ts', 'fastify'],
    ['src/web/a.ts', 'commander'],
    ['src/stack/a.ts', 'ioredis'],
    ['src/web/a.ts', '@bull-board/api/bullMQAdapter'],
    ['src/wire/a.ts', 'zod'],
    ['src/wire/a.ts', 'node:fs'],
  ])('refuses %s that loads %s', (path, name) => {
    expect(misplacedPackages(parsed({ [path]: `import '${name}'` }))).toHaveLength(1)
  })

  it('lets wire/ hash and net/ call the kernel', () => {
    const files = { 'src/wire/a.ts': "import 'node:crypto'", 'src/net/a.ts': "import 'koffi'" }
    expect(misplacedPackages(parsed(files))).toEqual([])
  })

  it('finds a package that is there by accident, and one that nobody explains', () => {
    const tree = parsed({ 'src/base/a.ts': "import 'left-pad/x.js'\nimport 'zod'" })
    expect(undeclaredPackages(tree, ['zod'])).toEqual(['left-pad'])
    expect(unexplainedDependencies(['zod', 'yaml'], '| `zod` | checks |')).toEqual([
      'docs/dependencies.md has no line with `yaml`',
    ])
    expect(unexplainedDependencies(['zod'], undefined)).toEqual(['docs/dependencies.md is missing'])
  })
})

describe('the rule that pure code reads no clock', () => {
  const reading = (path: string, source: string) =>
    impureReads(parsed({ [path]: source }), new Map([[path, source]]))

  it.each([
    ['Date.now()'],
    ['new Date()'],
    ['performance.now()'],
    ['Math.random()'],
    ['setTimeout(x, 1)'],
    ['systemClock.now()'],
  ])('refuses %s', (expression) => {
    expect(reading('src/wire/a.ts', `export const y = ${expression}`)).toHaveLength(1)
  })

  it('knows a decider by what it is, not by its name', () => {
    const source = 'export const lease: Decider<A, B, C> = { now: Date.now }'
    expect(reading('src/services/dhcp/lease.ts', source)).toHaveLength(1)
  })

  it('lets a date be made of a number, and a service read the clock', () => {
    expect(reading('src/wire/a.ts', 'export const y = new Date(1)')).toEqual([])
    expect(reading('src/services/mail/mail-server.ts', 'Date.now()')).toEqual([])
  })
})

describe('the rules of style', () => {
  it.each([
    ['src/base/a.ts', 'export default 1', 'has a default export'],
    ['src/base/a.ts', 'export const x = (y: any) => y', 'says any'],
    ['src/base/a.ts', '// TODO: later', 'puts something off'],
    ['src/base/a.ts', "console.log('x')", 'writes to the console'],
    ['src/base/a.ts', '\n'.repeat(401), 'has 401 lines'],
    ['src/base/helpers/a.ts', '', 'has a name without meaning'],
    ['test/utils.ts', '', 'has a name without meaning'],
    ['src/base/aB.ts', '', 'is not in kebab case'],
  ])('complains of %s with %j', (path, source, complaint) => {
    expect(untidiness(parsed({ [path]: source }))).toEqual([`${path} ${complaint}`])
  })

  it('complains of a migration with two statements or none, and of a hole in the numbers', () => {
    const one = 'await sql`CREATE TABLE a (b INT)`.execute(db)'
    const tree = parsed({
      'migrations/0001-a.ts': `${one}\n${one}`,
      'migrations/0002-b.ts': '',
      'migrations/0003-c.ts': one.replace('INT)', 'INT); DROP TABLE a'),
      'migrations/0005-d.ts': one,
    })
    expect(brokenMigrations(tree)).toEqual([
      'migrations/0001-a.ts runs 2 statements',
      'migrations/0002-b.ts runs 0 statements',
      "migrations/0003-c.ts has a ';' inside",
      'migrations/0005-d.ts is not number 0004',
    ])
  })
})

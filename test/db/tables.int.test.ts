import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSync } from 'vite'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { type OpenDatabase, openDatabase } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrator.ts'
import { readSchema } from '../../src/db/schema-reader.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'

const FILE = path.resolve(import.meta.dirname, '../../src/db/tables.ts')

type Node = { readonly type: string; readonly [key: string]: unknown }
type Members = ReadonlyMap<string, Node>

/** The members of each type that the file declares; those of an intersection together. */
const declaredTypes = (): ReadonlyMap<string, Members> => {
  const { program } = parseSync(FILE, readFileSync(FILE, 'utf8'))
  const types = new Map<string, Node>()
  for (const statement of program.body as unknown as readonly Node[]) {
    const one = (statement['declaration'] ?? statement) as Node
    if (one.type === 'TSTypeAliasDeclaration') {
      types.set((one['id'] as Node)['name'] as string, one['typeAnnotation'] as Node)
    }
  }
  const membersOf = (node: Node | undefined): [string, Node][] => {
    switch (node?.type) {
      case 'TSTypeLiteral':
        return (node['members'] as readonly Node[]).map((member) => [
          (member['key'] as Node)['name'] as string,
          (member['typeAnnotation'] as Node)['typeAnnotation'] as Node,
        ])
      case 'TSIntersectionType':
        return (node['types'] as readonly Node[]).flatMap(membersOf)
      case 'TSTypeReference':
        return membersOf(types.get((node['typeName'] as Node)['name'] as string))
      default:
        return []
    }
  }
  return new Map([...types].map(([name, node]) => [name, new Map(membersOf(node))]))
}

let database: TestDatabase
let open: OpenDatabase

beforeAll(async () => {
  database = await createTestDatabase(inject('mysql'))
  open = openDatabase(database.options)
  await migrate(open.db)
})
afterAll(async () => {
  await open?.close()
  await database?.drop()
})

it('the tables that the code knows are those of the database, column by column', async () => {
  const types = declaredTypes()
  const known = [...(types.get('Tables') ?? [])].map(([table, { typeName }]) => {
    const columns = types.get((typeName as Node)['name'] as string)
    return [table, [...(columns?.keys() ?? [])].sort()]
  })
  const there = (await readSchema(open.db)).map(({ name, columns }) => [
    name,
    columns.map((column) => column.name).sort(),
  ])
  expect(Object.fromEntries(known)).toEqual(Object.fromEntries(there))
})

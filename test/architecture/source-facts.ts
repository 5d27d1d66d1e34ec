import { parseSync } from 'vite'

type Import = {
  /** As it stands in the source. A computed one is said as '(computed)'. */
  readonly specifier: string
  /** Gone at run time: `import type`, `export type … from`, or an `import('…')` in a type. */
  readonly typeOnly: boolean
}

/** What the rules need to know of one file. */
export type Facts = {
  readonly path: string
  readonly lines: number
  readonly imports: readonly Import[]
  /** Tables named where only a table can stand, as in `selectFrom('events')`. */
  readonly tables: readonly string[]
  /** Every text in the source: literals, and templates with a space for each value. */
  readonly texts: readonly string[]
  /** Member reads and calls, as `Date.now`, `new Date()`, `setTimeout()`, `.execute()`. */
  readonly uses: readonly string[]
  readonly defaultExports: number
  readonly anys: number
  readonly comments: readonly string[]
}

type Node = { readonly type: string; readonly start: number; readonly end: number } & {
  readonly [key: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value

/** Parses a file; what does not parse is a fault of the file, said with its path. */
export const factsOf = (path: string, source: string): Facts => {
  const { program, module, comments, errors } = parseSync(path, source)
  const [error] = errors
  if (error !== undefined) throw new Error(`${path} does not parse: ${error.message}`)
  const imports: Import[] = []
  const text = (start: number, end: number) => source.slice(start, end)
  for (const { start, end, moduleRequest } of module.staticImports) {
    const typeOnly = /^import\s+type\b/.test(text(start, end))
    imports.push({ specifier: moduleRequest.value, typeOnly })
  }
  for (const { start, end, entries } of module.staticExports) {
    const request = entries.find(({ moduleRequest }) => moduleRequest !== null)?.moduleRequest
    if (request === undefined || request === null) continue
    const typeOnly = /^export\s+type\b/.test(text(start, end))
    imports.push({ specifier: request.value, typeOnly })
  }
  const seen = new Seen(imports)
  seen.walk(program as unknown as Node)
  return {
    path,
    lines: source.split('\n').length - (source.endsWith('\n') ? 1 : 0),
    imports: seen.imports,
    tables: seen.tables,
    texts: seen.texts,
    uses: seen.uses,
    defaultExports: seen.defaultExports,
    anys: seen.anys,
    comments: comments.map(({ value }) => value),
  }
}

const TABLE_CALLS = /^(selectFrom|insertInto|replaceInto|updateTable|deleteFrom|\w+Join)$/

/** Collects facts on the way through a syntax tree. */
class Seen {
  readonly imports: Import[]
  readonly tables: string[] = []
  readonly texts: string[] = []
  readonly uses: string[] = []
  defaultExports = 0
  anys = 0

  constructor(imports: Import[]) {
    this.imports = imports
  }

  walk(node: Node): void {
    this.#see(node)
    for (const value of Object.values(node)) {
      if (isNode(value)) this.walk(value)
      else if (Array.isArray(value)) for (const one of value) if (isNode(one)) this.walk(one)
    }
  }

  #see(node: Node): void {
    const found = textOf(node)
    if (found !== undefined) this.texts.push(found)
    switch (node.type) {
      case 'ExportDefaultDeclaration':
        this.defaultExports++
        break
      case 'TSAnyKeyword':
        this.anys++
        break
      case 'ImportExpression':
        this.imports.push({ specifier: textOf(node['source']) ?? '(computed)', typeOnly: false })
        break
      case 'TSImportType':
        this.imports.push({
          specifier: textOf(node['source'] ?? node['argument']) ?? '(computed)',
          typeOnly: true,
        })
        break
      case 'NewExpression':
        this.#seeNew(node)
        break
      case 'CallExpression':
        this.#seeCall(node)
        break
      case 'MemberExpression':
        this.uses.push(`${nameOf(node['object'])}.${nameOf(node['property'])}`)
        break
      case 'TSIndexedAccessType':
        this.#seeTableType(node)
        break
      case 'Property':
        this.#seeTableList(node)
        break
    }
  }

  /** `new URL('./x.ts', import.meta.url)` loads a thread or a process: it is an import. */
  #seeNew({ callee, arguments: given }: Node): void {
    const [first, second] = given as readonly unknown[]
    const name = nameOf(callee)
    if ((given as readonly unknown[]).length === 0) this.uses.push(`new ${name}()`)
    if (name !== 'URL' || !isNode(second) || second.type !== 'MemberExpression') return
    const specifier = textOf(first)
    const object = second['object']
    if (specifier !== undefined && isNode(object) && object.type === 'MetaProperty') {
      this.imports.push({ specifier, typeOnly: false })
    }
  }

  #seeCall({ callee, arguments: given }: Node): void {
    if (!isNode(callee)) return
    const member = callee.type === 'MemberExpression'
    const name = nameOf(member ? callee['property'] : callee)
    this.uses.push(`${member ? '.' : ''}${name}()`)
    if (!TABLE_CALLS.test(name)) return
    const [first] = given as readonly unknown[]
    const elements = isNode(first) && first.type === 'ArrayExpression' ? first['elements'] : [first]
    for (const one of elements as readonly unknown[]) {
      const table = textOf(one)?.split(' ')[0]
      if (table !== undefined) this.tables.push(table)
    }
  }

  #seeTableType({ objectType, indexType }: Node): void {
    if (!isNode(objectType) || nameOf(objectType['typeName']) !== 'Tables') return
    const table = isNode(indexType) ? textOf(indexType['literal']) : undefined
    if (table !== undefined) this.tables.push(table)
  }

  #seeTableList({ key, value }: Node): void {
    if (nameOf(key) !== 'tables' || !isNode(value) || value.type !== 'ArrayExpression') return
    for (const one of value['elements'] as readonly unknown[]) {
      const table = textOf(one)
      if (table !== undefined) this.tables.push(table)
    }
  }
}

const nameOf = (node: unknown): string =>
  isNode(node) && (node.type === 'Identifier' || node.type === 'PrivateIdentifier')
    ? String(node['name'])
    : ''

const textOf = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined
  if (node.type !== 'TemplateLiteral') return undefined
  const quasis = node['quasis'] as readonly { readonly value: { readonly cooked: string } }[]
  return quasis.map(({ value }) => value.cooked).join(' ')
}

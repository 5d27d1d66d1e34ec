import { posix } from 'node:path'
import type { Facts } from './source-facts.ts'

/** Which layer may import which, besides itself. The composition root imports everything. */
const mayImport: { readonly [layer: string]: readonly string[] } = {
  web: ['services', 'jobs', 'events', 'base', 'web/api'],
  'web/api': ['base'],
  'web/ui': ['web/api', 'base'],
  cli: ['base', 'web/api'],
  workers: ['jobs', 'services', 'events', 'base'],
  jobs: ['services', 'events', 'base'],
  services: ['events', 'db', 'net', 'wire', 'base'],
  events: ['db', 'base'],
  db: ['base'],
  stack: ['base'],
  net: ['base'],
  wire: ['base'],
  base: [],
  migrations: [],
}

/** Which slice may know which; whatever else it needs, it appends an event and the other follows. */
const slices: { readonly [slice: string]: readonly string[] } = {
  traffic: [],
  disk: [],
  dhcp: [],
  accounts: [],
  schedule: [],
  capture: ['traffic'],
  devices: ['traffic', 'dhcp'],
  dns: ['dhcp'],
  mail: ['accounts'],
  findings: ['traffic', 'devices', 'dhcp', 'dns'],
  report: ['capture', 'traffic', 'disk', 'devices', 'findings', 'dns', 'dhcp', 'mail', 'schedule'],
  upkeep: ['traffic', 'report', 'mail'],
}

/**
 * A slice's door, its pure door, and for the capture thread and for files those that load no database. Nothing
 * else, not even for a type.
 */
const doors = (slice: string): readonly string[] => [
  `src/services/${slice}/index.ts`,
  `src/services/${slice}/events.ts`,
  ...(slice === 'traffic'
    ? ['src/services/traffic/engine.ts', 'src/services/traffic/file-analysis.ts']
    : []),
]

const layerOf = (path: string): string => {
  const [root = '', first = '', second = ''] = path.split('/')
  if (root !== 'src') return root
  if (first.endsWith('.ts')) return 'main'
  return first === 'web' && ['api', 'ui'].includes(second) ? `web/${second}` : first
}

const sliceOf = (path: string): string | undefined => /^src\/services\/([^/]+)\//.exec(path)?.[1]

/** Where a relative import points to; undefined for a package. */
export const targetOf = (from: string, specifier: string): string | undefined =>
  specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined

/** Imports that point up or sideways, miss their file, or enter a slice by a window. */
export const forbiddenImports = (tree: readonly Facts[]): string[] => {
  const known = new Set(tree.map(({ path }) => path))
  return tree.flatMap(({ path, imports }) =>
    imports.flatMap(({ specifier }) => {
      if (specifier === '(computed)') {
        return path.startsWith('src/') ? [`${path} imports what only it knows`] : []
      }
      const target = targetOf(path, specifier)
      if (target === undefined || !/\.tsx?$/.test(target)) return []
      if (!known.has(target)) return [`${path} imports ${target}, which is not there`]
      const reason = refusal(path, target)
      return reason === undefined ? [] : [`${path} imports ${target}: ${reason}`]
    }),
  )
}

const refusal = (path: string, target: string): string | undefined => {
  const from = layerOf(path)
  const to = layerOf(target)
  if (['test', 'bench', 'scripts'].includes(from)) return undefined // they may look into anything
  if (from !== 'main' && from !== to && !(mayImport[from] ?? []).includes(to)) {
    return `${from} may not know ${to}`
  }
  const [slice, other] = [sliceOf(path), sliceOf(target)]
  if (other === undefined || slice === other) return undefined
  if (slice !== undefined && !(slices[slice] ?? []).includes(other)) {
    return `slice ${slice} may not know slice ${other}`
  }
  if (from === 'jobs' && !target.endsWith('/events.ts')) return 'jobs enter slices by events.ts'
  return doors(other).includes(target) ? undefined : `${other} is entered by its doors only`
}

/** Slices that no rule knows: whoever adds one says whom it may know. */
export const unknownSlices = (tree: readonly Facts[]): string[] =>
  [...new Set(tree.flatMap(({ path }) => sliceOf(path) ?? []))].filter((name) => !(name in slices))

/** Groups of files that need each other to load. Types are erased, so they do not count. */
export const cycles = (tree: readonly Facts[]): string[] => {
  const edges = new Map(
    tree.map(({ path, imports }) => [
      path,
      imports.flatMap(({ specifier, typeOnly }) => {
        const target = typeOnly ? undefined : targetOf(path, specifier)
        return target === undefined ? [] : [target]
      }),
    ]),
  )
  const found: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) found.push([...trail.slice(start), path].join(' → '))
    if (start >= 0 || done.has(path)) return
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of edges.keys()) visit(path, [])
  return found
}

import { targetOf } from './import-rules.ts'
import type { Facts } from './source-facts.ts'

/** Which folder names which table. `db/`, the migrations and tests may name every table. */
export const tableOwners: { readonly [table: string]: string } = {
  event_log: 'src/events/',
  events: 'src/events/',
  checkpoints: 'src/events/',
  snapshots: 'src/events/',
  captures: 'src/services/capture/',
  segments: 'src/services/capture/',
  sensors: 'src/services/capture/',
  watches: 'src/services/capture/',
  watch_segments: 'src/services/capture/',
  packet_files: 'src/services/capture/',
  traffic_intervals: 'src/services/traffic/',
  traffic_protocols: 'src/services/traffic/',
  traffic_devices: 'src/services/traffic/',
  traffic_destinations: 'src/services/traffic/',
  traffic_conversations: 'src/services/traffic/',
  traffic_details: 'src/services/traffic/',
  reports: 'src/services/report/',
  report_forms: 'src/services/report/',
  schedules: 'src/services/schedule/',
  addresses: 'src/services/mail/',
  messages: 'src/services/mail/',
  credentials: 'src/services/accounts/',
}

const NAMES_EVERY_TABLE = /^(src\/db|migrations|test|bench)\//
const SQL = /\b(SELECT|INSERT|REPLACE|UPDATE|DELETE|ALTER|TRUNCATE|FROM|JOIN|WHERE)\b/
const TABLE_IN_SQL = /\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+`?([a-z_]+)/g

/** Tables named outside of the folder that owns them, and tables that nobody owns. */
export const foreignTables = (tree: readonly Facts[]): string[] =>
  tree
    .filter(({ path }) => !NAMES_EVERY_TABLE.test(path))
    .flatMap(({ path, tables, texts }) => {
      const inSql = texts
        .filter((text) => SQL.test(text))
        .flatMap((text) => [...text.matchAll(TABLE_IN_SQL)].map(([, table = '']) => table))
        .filter((table) => table in tableOwners)
      // A name with '_' is no ordinary word: wherever it stands, it is the table.
      const words = texts.filter((text) => text in tableOwners && text.includes('_'))
      return [...new Set([...tables, ...inSql, ...words])].flatMap((table) => {
        const owner = tableOwners[table]
        if (owner === undefined) return [`${path} names ${table}, which nobody owns`]
        return path.startsWith(owner) ? [] : [`${path} names ${table}, which ${owner} owns`]
      })
    })

/** Who may load a package; one that is not here may stand anywhere in src. */
const packageHomes: { readonly [name: string]: RegExp } = {
  '@bomb.sh/tab': /^src\/cli\//,
  '@bull-board': /^src\/web\/job-board\.ts$/,
  '@fastify': /^src\/web\//,
  '@node-rs/argon2': /^src\/services\/accounts\//,
  bullmq: /^src\/(jobs|workers)\//,
  cap: /^src\/net\//,
  'cli-table3': /^src\/base\/table\.ts$/,
  commander: /^src\/cli\//,
  'cron-parser': /^src\/services\/schedule\//,
  fastify: /^src\/web\//,
  'fastify-type-provider-zod': /^src\/web\//,
  i18next: /^src\/base\/text\.ts$/,
  ioredis: /^src\/(jobs|workers)\//,
  koffi: /^src\/net\//,
  kysely: /^(src\/(db|events|services)|migrations)\//,
  mysql2: /^src\/(db|events|stack)\//,
  nodemailer: /^src\/services\/(mail\/|report\/report-message\.ts$)/,
  'oui-data': /^src\/services\/traffic\/ends\/mac-vendor\.ts$/,
  pino: /^src\/base\/log\.ts$/,
  'postal-mime': /^src\/services\/mail\//,
  'smtp-server': /^src\/services\/mail\//,
  yaml: /^src\/base\/config\.ts$/,
}

/** 'bullmq' of 'bullmq/dist/x.js', '@bull-board/api' of '@bull-board/api/bullMQAdapter'. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** Packages loaded outside of the one place that knows them, or from wire/, which knows none. */
export const misplacedPackages = (tree: readonly Facts[]): string[] =>
  tree
    .filter(({ path }) => /^(src|migrations)\//.test(path))
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ specifier }) => targetOf(path, specifier) === undefined)
        .flatMap(({ specifier }) => {
          const name = packageOf(specifier)
          if (path.startsWith('src/wire/') && specifier !== 'node:crypto') {
            return [`${path} loads ${specifier}: wire/ is bytes and values only`]
          }
          const home = packageHomes[name] ?? packageHomes[name.split('/')[0] ?? '']
          if (home === undefined || home.test(path)) return []
          return [`${path} loads ${name}, which belongs to ${home.source.replaceAll('\\', '')}`]
        }),
    )

/** Packages that src loads although package.json does not ask for them. */
export const undeclaredPackages = (
  tree: readonly Facts[],
  declared: readonly string[],
): string[] => {
  const loaded = tree
    .filter(({ path }) => /^(src|migrations)\//.test(path))
    .flatMap(({ imports }) => imports.map(({ specifier }) => specifier))
    .filter((specifier) => !/^(\.|node:|\(computed)/.test(specifier))
    .map(packageOf)
  return [...new Set(loaded)].filter((name) => !declared.includes(name)).sort()
}

/** Dependencies that no line of the document explains. */
export const unexplainedDependencies = (
  dependencies: readonly string[],
  document: string | undefined,
): string[] => {
  if (document === undefined) return ['docs/dependencies.md is missing']
  const lines = document.split('\n')
  return dependencies
    .filter((name) => !lines.some((line) => line.includes(`\`${name}\``)))
    .map((name) => `docs/dependencies.md has no line with \`${name}\``)
}

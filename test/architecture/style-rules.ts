import type { Facts } from './source-facts.ts'

const LINES_MAX = 400

/**
 * Code that must say the same whenever it is asked: it reads no clock, waits for nothing and throws
 * no dice. `now` comes in from outside. In base/ the clock itself is the one exception. A file of a
 * slice counts where it holds a decider, its events, its dates, or a form (content, text, HTML,
 * message) of a report; of the log what numbers, hashes and checks; of the jobs the contracts and
 * the rules.
 */
const PURE: readonly RegExp[] = [
  /^src\/wire\//,
  /^src\/base\/(?!clock\.ts$)/,
  /^src\/events\/(append-batch|event|event-hash|event-catalogue|decider|projection)\.ts$/,
  /^src\/services\/([^/]+)\/\1\.ts$/,
  /^src\/services\/[^/]+\/(events|timing|address|retention|disk-level)\.ts$/,
  /^src\/services\/[^/]+\/[a-z-]+-(content|text|html|message|messages|figures)\.ts$/,
  /^src\/services\/traffic\/(applications|ends|flows|inspection|names|sums|tables|tcp)\//,
  /^src\/services\/traffic\/(engine|flow-tracker|interval|traffic-counter)\.ts$/,
  /^src\/services\/traffic\/files\/(file-(flows|intervals|counter)|rate-meter)\.ts$/,
  /^src\/services\/traffic\/store\/(interval-hash|health-sums)\.ts$/,
  /^src\/cli\/analysis\/(analysis-(json|findings|summary)|flow-survey)\.ts$/,
  /^src\/cli\/(shorter-lists|csv-text)\.ts$/,
  /^src\/jobs\/(?!(dispatcher|queues|reconciler|schedulers)\.ts$)/,
  /^src\/web\/api\//,
  /^src\/web\/pages\/(page|home|login)\.ts$/,
  /^src\/cli\/(numbers|json-output|capture-summary)\.ts$/,
  /^migrations\//,
]

const IMPURE = new Set([
  'Date.now',
  'new Date()',
  'Date()',
  'performance.now',
  'process.hrtime',
  'Math.random',
  'setTimeout()',
  'setInterval()',
  'setImmediate()',
  'systemClock.now',
])

/** A file that holds a decider is pure whatever its name. */
const isPure = ({ path }: Facts, source: string): boolean =>
  PURE.some((pattern) => pattern.test(path)) ||
  (path.startsWith('src/services/') && /:\s*Decider</.test(source))

export const impureReads = (tree: readonly Facts[], sources: ReadonlyMap<string, string>) =>
  tree
    .filter((facts) => isPure(facts, sources.get(facts.path) ?? ''))
    .flatMap(({ path, uses }) =>
      [...new Set(uses)].filter((use) => IMPURE.has(use)).map((use) => `${path} uses ${use}`),
    )

/** The patterns that fit no file: a list that has gone stale proves nothing. */
export const idlePatterns = (tree: readonly Facts[]): string[] =>
  PURE.filter((pattern) => !tree.some(({ path }) => pattern.test(path))).map(String)

const MEANINGLESS = /^(utils?|helpers?|common|misc|shared|manager|lib)(\.ts)?$/
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.(int|e2e))?(\.(test|setup|config|d))?\.(ts|tsx)$/

/** Whatever makes a file harder to find, to read or to trust. */
export const untidiness = (tree: readonly Facts[]): string[] =>
  tree.flatMap((facts) => {
    const { path } = facts
    const parts = path.split('/')
    const complaints: string[] = []
    if (facts.lines > LINES_MAX) complaints.push(`has ${facts.lines} lines`)
    if (facts.defaultExports > 0) complaints.push('has a default export')
    if (facts.anys > 0) complaints.push('says any')
    if (parts.some((part) => MEANINGLESS.test(part))) complaints.push('has a name without meaning')
    if (!KEBAB.test(parts.at(-1) ?? '')) complaints.push('is not in kebab case')
    if (facts.comments.some((comment) => /\b(TODO|FIXME|XXX)\b/.test(comment))) {
      complaints.push('puts something off')
    }
    if (!path.startsWith('test/') && facts.uses.some((use) => use.startsWith('console.'))) {
      complaints.push('writes to the console')
    }
    return complaints.map((complaint) => `${path} ${complaint}`)
  })

/** MySQL's DDL is not transactional: a migration with two statements can be left half done. */
export const brokenMigrations = (tree: readonly Facts[]): string[] => {
  const files = tree.filter(({ path }) => path.startsWith('migrations/'))
  return files.flatMap(({ path, uses, texts }, index) => {
    const statements = uses.filter((use) => /^\.execute\w*\(\)$/.test(use)).length
    const complaints: string[] = []
    if (statements !== 1) complaints.push(`${path} runs ${statements} statements`)
    if (texts.some((text) => /;\s*\S/.test(text))) complaints.push(`${path} has a ';' inside`)
    const number = String(index + 1).padStart(4, '0')
    if (!path.startsWith(`migrations/${number}-`))
      complaints.push(`${path} is not number ${number}`)
    return complaints
  })
}

/**
 * Adds the optional packages for other platforms that the registry at hand did not offer: npm drops them from the lock without a word, and
 * `npm ci` then says that lock and manifests differ. Run by `npm run lock` after every change of a dependency.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

type Entry = {
  readonly version?: string
  readonly dev?: boolean
  readonly license?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}
type Lock = { readonly packages: Readonly<Record<string, Entry>> }

const FILE = path.join(import.meta.dirname, '../package-lock.json')
/** How packages name the platform they are for: `…-linux-arm64-musl`. */
const PLATFORM =
  /(android|darwin|freebsd|linux|openbsd|win32)-(arm64|arm|x64|ia32)(-musl|-gnu|-gnueabihf)?$/

const lock = JSON.parse(readFileSync(FILE, 'utf8')) as Lock
const packages: Record<string, unknown> = { ...lock.packages }
const added: string[] = []

for (const [at, entry] of Object.entries(lock.packages)) {
  if (at === '') continue
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`
    const [, os, cpu] = PLATFORM.exec(name) ?? []
    if (packages[key] ?? packages[`${at}/${key}`]) continue
    if (os === undefined || !/^\d/.test(version)) continue // a range or a package for every platform: npm's own business
    packages[key] = {
      version,
      cpu: [cpu],
      ...(entry.dev ? { dev: true } : {}),
      ...(entry.license ? { license: entry.license } : {}),
      optional: true,
      os: [os],
    }
    added.push(`${name} ${version}`)
  }
}

const { '': root, ...rest } = packages
const sorted = Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(FILE, `${JSON.stringify({ ...lock, packages: { '': root, ...sorted } }, null, 2)}\n`)
process.stdout.write(added.length === 0 ? 'the lock is whole\n' : `added ${added.join(', ')}\n`)

import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { hasNamespaces, namespacesOnly } from '../support/privilege.ts'

const run = promisify(execFile)
const MAIN = path.resolve(import.meta.dirname, '../../bench/main.ts')

type Line = {
  readonly what?: string
  readonly vigie?: { readonly median: number }
  readonly beside?: { readonly name: string }
  readonly ratio?: number
  readonly skipped?: string
}

/** The lines of a short run, whose figures mean nothing and are not looked at. */
const shortRun = async (name: string): Promise<readonly Line[]> => {
  const { stdout } = await run(process.execPath, [MAIN, name, '--short', '--json'])
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}

/** What was measured, and beside what. A comparison without a ratio fails. */
const comparisons = (lines: readonly Line[]): readonly string[] =>
  lines
    .filter(({ vigie }) => vigie !== undefined)
    .map(({ what, beside, ratio }) => {
      if (beside === undefined) return what ?? ''
      // Nothing by nothing (frames lost) is no number, which JSON writes as null.
      expect(ratio === null || typeof ratio === 'number').toBe(true)
      return `${what} / ${beside.name}`
    })

describe('vigie bench', () => {
  it('measures appends of 1, 8, 64 and 512 writers, a replay and an audit, each beside bare SQL', async () => {
    expect(comparisons(await shortRun('log'))).toEqual([
      'append, 1 writer / multi-row insert',
      'append, 8 writers / multi-row insert',
      'append, 64 writers / multi-row insert',
      'append, 512 writers / multi-row insert',
      'replay / select',
      'audit / select',
    ])
  })

  it('measures jobs beside bare BullMQ', async () => {
    expect(comparisons(await shortRun('queue'))).toEqual([
      'from add to begin / BullMQ',
      'throughput, 8 at once / BullMQ',
    ])
  })

  it('measures how long a capture takes to begin', async () => {
    expect(comparisons(await shortRun('first-packet'))).toEqual(['median of 5 captures', 'p99'])
  })

  it('measures the memory of each part and of all', async () => {
    const measured = comparisons(await shortRun('memory'))
    for (const part of ['daemon', 'mariadbd', 'redis-server', 'all together']) {
      expect(measured).toContain(`${part}, RSS`)
    }
  })

  it.skipIf(!hasNamespaces)(
    `measures a live capture beside other ways, or says what is missing and how to get it${namespacesOnly}`,
    async () => {
      const lines = await shortRun('capture')
      const skipped = lines.flatMap((line) => line.skipped ?? [])
      expect(skipped.filter((reason) => !/apt-get install|vigie doctor/.test(reason))).toEqual([])
      if (lines.some(({ what }) => what === 'live capture')) return
      for (const what of ['CPU a packet', 'lost', 'offered']) {
        expect(comparisons(lines)).toContain(`${what} / ring, counting only`)
      }
    },
  )

  it('reads capture files beside other tools, or says which are missing and how to get them', async () => {
    const lines = await shortRun('analyze')
    const skipped = lines.flatMap((line) => line.skipped ?? [])
    expect(skipped.filter((reason) => !reason.includes('apt-get install'))).toEqual([])
    const measured = comparisons(lines)
    expect(measured).toContain('10000 flows, memory at most')
    expect(measured).toContain('garbage collections, steady state')
    const isThere = (program: string) => !lines.some(({ what }) => what === program)
    for (const file of ['generated', 'mix']) {
      if (isThere('capinfos')) expect(measured).toContain(`${file}, flows only / capinfos -c`)
      if (isThere('ndpiReader')) expect(measured).toContain(`${file}, all / ndpiReader -q`)
      if (isThere('tshark')) expect(measured).toContain(`${file}, all / tshark -z conv,ip`)
    }
  })

  it('refuses a name that it does not know, with status 2', async () => {
    await expect(run(process.execPath, [MAIN, 'everything'])).rejects.toMatchObject({
      code: 2,
      stderr: 'there is no bench everything; see vigie bench --help\n',
    })
  })
})

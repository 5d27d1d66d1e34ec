import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'vitest'
import type { FileFigures } from '../../../../src/base/traffic/file-figures.ts'
import { analyzeFile } from '../../../../src/services/traffic/file-analysis.ts'

const folder = join(import.meta.dirname, '../../../../../shared/corpus/flows')

/** Real captures, beside which lies what an independent tool found in them. They are no part of the project: a clone on another machine has none. */
export const files: readonly string[] = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => /\.p?cap(ng)?$/.test(name))
      .sort()
  : []

export const suite = files.length > 0 ? describe : describe.skip
export const reason = files.length > 0 ? '' : ' (skipped: there are no captures beside the project)'

export const pathOf = (file: string): string => join(folder, file)

/** A flow as the other tool has it; `a` is the end that it heard first. */
export type ExpectedFlow = {
  readonly transport: string
  readonly a: string
  readonly aPort: number
  readonly b: string
  readonly bPort: number
  readonly packets: readonly [number, number]
  readonly bytes: readonly [number, number]
  readonly application?: string
  readonly name?: string
}

export const expectedFlows = (file: string): readonly ExpectedFlow[] => {
  const { flows } = JSON.parse(readFileSync(`${pathOf(file)}.flows.json`, 'utf8')) as {
    readonly flows: readonly ExpectedFlow[]
  }
  return flows
}

/** One word for both directions of a 5-tuple. */
export const tupleOf = (transport: string, a: string, aPort: number, b: string, bPort: number) =>
  `${transport} ${[`${a}/${aPort}`, `${b}/${bPort}`].toSorted().join(' ')}`

const analyses = new Map<string, Promise<FileFigures>>()

/** What Vigie finds in it; each file is read once. */
export const analysisOf = (file: string): Promise<FileFigures> => {
  const known = analyses.get(file)
  if (known !== undefined) return known
  const analysis = analyzeFile(pathOf(file), { top: 10, flowLimit: 100_000 }, () => {})
  analyses.set(file, analysis)
  return analysis
}

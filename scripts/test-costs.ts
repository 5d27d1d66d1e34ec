/** What tests took, of the JSON reports of several runs. */
export type TestReport = {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly startTime: number
    readonly endTime: number
    /** Of the file as a whole, where it could not be run. */
    readonly message: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly duration?: number | null
    }[]
  }[]
}

/** A file or a test: its name, and what each run took for it, in ms. */
export type TestCost = { readonly name: string; readonly ms: readonly number[] }

/** The names of what failed; a file stands for its tests where it could not be run. */
export const failedTests = (report: TestReport): string[] =>
  report.testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed')
    if (failed.length === 0 && message !== '') return [name]
    return failed.map(({ fullName }) => `${name} > ${fullName}`)
  })

/** The dearest `count` files and tests, by what they took at most. */
export const dearest = (
  reports: readonly TestReport[],
  count: number,
): { readonly files: readonly TestCost[]; readonly tests: readonly TestCost[] } => {
  const results = reports.flatMap(({ testResults }) => testResults)
  return {
    files: most(
      results.map(({ name, startTime, endTime }) => [name, endTime - startTime]),
      count,
    ),
    tests: most(
      results.flatMap(({ name, assertionResults }) =>
        assertionResults.map(
          ({ fullName, duration }) => [`${name} > ${fullName}`, duration ?? 0] as const,
        ),
      ),
      count,
    ),
  }
}

const most = (taken: readonly (readonly [name: string, ms: number])[], count: number) => {
  const costs = new Map<string, number[]>()
  for (const [name, ms] of taken) costs.set(name, [...(costs.get(name) ?? []), ms])
  return [...costs]
    .map(([name, ms]) => ({ name, ms: ms.toSorted((a, b) => a - b) }))
    .toSorted((a, b) => (b.ms.at(-1) ?? 0) - (a.ms.at(-1) ?? 0))
    .slice(0, count)
}

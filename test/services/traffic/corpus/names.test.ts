import { expect, it } from 'vitest'
import { analysisOf, expectedFlows, files, reason, suite, tupleOf } from './corpus.ts'

const LEAST_AGREEMENT = 0.95

suite(`the names in ${files.length} real captures${reason}`, () => {
  it(`are those of an independent tool on ${LEAST_AGREEMENT * 100} % of the flows that have one`, async () => {
    let total = 0
    const unlike: string[] = []
    for (const file of files) {
      const counted = new Map<string, string>()
      for (const { transport, client, server, name } of (await analysisOf(file)).flows()) {
        const tuple = tupleOf(transport, client.address, client.port, server.address, server.port)
        counted.set(tuple, name)
      }
      for (const { transport, a, aPort, b, bPort, name } of expectedFlows(file)) {
        if (name === undefined || name === '') continue
        total++
        const own = counted.get(tupleOf(transport, a, aPort, b, bPort))
        if (own !== name.toLowerCase()) unlike.push(`${file}: ${own} for ${name}`)
      }
    }
    const share = 1 - unlike.length / total
    process.stdout.write(
      `names equal on ${(100 * share).toFixed(2)} % of ${total} flows; not in\n${unlike.join('\n')}\n`,
    )
    expect(share).toBeGreaterThanOrEqual(LEAST_AGREEMENT)
  }, 120_000)
})

import { expect, it } from 'vitest'
import { analysisOf, expectedFlows, files, reason, suite, tupleOf } from './corpus.ts'

const LEAST_AGREEMENT = 0.99

type Figures = readonly [number, number, number, number]

/** Packets and bytes both ways by 5-tuple, those of the textually lower end first. */
class Tuples {
  readonly byTuple = new Map<string, Figures>()

  add(
    transport: string,
    [a, aPort, b, bPort]: readonly [string, number, string, number],
    [aPackets, bPackets]: readonly [number, number],
    [aBytes, bBytes]: readonly [number, number],
  ): void {
    const tuple = tupleOf(transport, a, aPort, b, bPort)
    const isInOrder = `${a}/${aPort}` <= `${b}/${bPort}`
    const own: Figures = isInOrder
      ? [aPackets, bPackets, aBytes, bBytes]
      : [bPackets, aPackets, bBytes, aBytes]
    const [p = 0, q = 0, r = 0, s = 0] = this.byTuple.get(tuple) ?? []
    this.byTuple.set(tuple, [p + own[0], q + own[1], r + own[2], s + own[3]])
  }
}

const expectedTuples = (file: string): Tuples => {
  const tuples = new Tuples()
  for (const { transport, a, aPort, b, bPort, packets, bytes } of expectedFlows(file))
    tuples.add(transport, [a, aPort, b, bPort], packets, bytes)
  return tuples
}

const countedTuples = async (file: string): Promise<Tuples> => {
  const tuples = new Tuples()
  for (const { transport, client, server, packets, bytes } of (await analysisOf(file)).flows()) {
    const ends = [client.address, client.port, server.address, server.port] as const
    tuples.add(transport, ends, packets, bytes)
  }
  return tuples
}

suite(`the flows of ${files.length} real captures${reason}`, () => {
  // docs/analyze.md lists what does not agree, and why.
  it(`are those of an independent tool on ${LEAST_AGREEMENT * 100} % of the 5-tuples`, async () => {
    let total = 0
    let equal = 0
    const unlike: string[] = []
    for (const file of files) {
      const counted = await countedTuples(file)
      const expected = expectedTuples(file)
      let differ = 0
      for (const [tuple, figures] of expected.byTuple) {
        total++
        if (String(counted.byTuple.get(tuple)) === String(figures)) equal++
        else differ++
      }
      if (differ > 0) unlike.push(`${file} (${differ} of ${expected.byTuple.size})`)
    }
    const percentage = ((100 * equal) / total).toFixed(2)
    process.stdout.write(
      `flows equal on ${percentage} % of ${total} 5-tuples; not all in ${unlike.join(', ')}\n`,
    )
    expect(equal / total).toBeGreaterThanOrEqual(LEAST_AGREEMENT)
  }, 120_000)
})

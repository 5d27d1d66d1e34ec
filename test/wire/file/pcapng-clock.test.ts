import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NANOSECONDS, PcapngClock, SECONDS } from '../../../src/wire/file/pcapng-clock.ts'

const MAX = 0xffff_ffffn

/** The same with whole numbers of any length. */
const exact = (resolution: number, offset: number, count: bigint): [bigint, bigint] => {
  const exponent = BigInt(resolution & 0x7f)
  const unitsPerSecond = (resolution & 0x80) !== 0 ? 2n ** exponent : 10n ** exponent
  const counted = count / unitsPerSecond
  const seconds = counted + BigInt(offset)
  if (seconds < 0n) return [0n, 0n]
  if (counted > MAX || seconds > MAX) return [MAX, 0n]
  return [seconds, ((count % unitsPerSecond) * 1_000_000_000n) / unitsPerSecond]
}

const read = (resolution: number, offset: number, count: bigint): [bigint, bigint] => {
  const time = new Uint32Array(2)
  const [high, low] = [Number(count >> 32n), Number(count & MAX)]
  new PcapngClock(resolution, offset).read(high, low, time)
  return [BigInt(time[SECONDS] ?? 0), BigInt(time[NANOSECONDS] ?? 0)]
}

const resolutions = fc.integer({ min: 0, max: 255 })
const offsets = fc.oneof(
  fc.constant(0),
  fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
  fc.constantFrom(-(2 ** 62), 2 ** 62),
)

/** Counts that mean a moment of the years 1970 to 2106, and those just beside a whole second. */
const moments = (resolution: number): fc.Arbitrary<bigint> => {
  const exponent = BigInt(resolution & 0x7f)
  const unitsPerSecond = (resolution & 0x80) !== 0 ? 2n ** exponent : 10n ** exponent
  const most = [2n ** 64n - 1n, (MAX + 1n) * unitsPerSecond].reduce((a, b) => (a < b ? a : b))
  const seconds = most / unitsPerSecond
  const beside = fc
    .tuple(fc.bigInt({ min: 0n, max: seconds }), fc.constantFrom(-1n, 0n, 1n))
    .map(([second, step]) => second * unitsPerSecond + step)
    .filter((count) => count >= 0n && count <= most)
  return fc.oneof(fc.bigInt({ min: 0n, max: most }), beside)
}

describe('the clock of a pcapng interface', () => {
  it('tells every moment to the nanosecond, in each resolution', () => {
    fc.assert(
      fc.property(
        resolutions.chain((resolution) => fc.tuple(fc.constant(resolution), moments(resolution))),
        ([resolution, count]) => {
          expect(read(resolution, 0, count)).toEqual(exact(resolution, 0, count))
        },
      ),
      { numRuns: 20_000 },
    )
  })

  it('holds what is beyond 32 bits of seconds at their ends, whatever is added', () => {
    const secondsOf = (resolution: number, count: bigint) =>
      resolution & 0x80 ? count >> BigInt(resolution & 0x7f) : count / 10n ** BigInt(resolution)
    fc.assert(
      fc.property(
        resolutions,
        offsets,
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        (resolution, offset, count) => {
          // Of more seconds than a double tells apart nobody can say whether an offset as large brings them back.
          fc.pre(secondsOf(resolution, count) <= BigInt(Number.MAX_SAFE_INTEGER))
          expect(read(resolution, offset, count)).toEqual(exact(resolution, offset, count))
        },
      ),
      { numRuns: 20_000 },
    )
  })

  it.each([
    ['microseconds', 6, 1_700_000_000_123_456n, 123_456_000n],
    ['nanoseconds', 9, 1_700_000_000_123_456_789n, 123_456_789n],
    ['2^-32 of a second', 0x80 | 32, (1_700_000_000n << 32n) | 0x8000_0001n, 500_000_000n],
  ])('reads %s', (_, resolution, count, nanoseconds) => {
    expect(read(resolution, 0, count)).toEqual([1_700_000_000n, nanoseconds])
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { createEngine, type Engine } from '../../src/services/traffic/engine.ts'
import { runCampaign } from './campaign.ts'
import { DamagedPackets } from './damaged-packets.ts'
import { runRound } from './round.ts'
import { seedFrames } from './seed-frames.ts'
import type { CreateEngine } from './twin-engines.ts'

const PACKETS = 200_000
const SEED = 20261122
/** Some seconds on an idle machine. */
const CAMPAIGN_MS = 120_000

describe(`the engine under ${PACKETS} damaged packets`, () => {
  it(
    'throws nothing, reads nothing outside of a frame, ends with each, and counts them all',
    async () => {
      const { tally, failures } = await runCampaign({ seed: SEED, packets: PACKETS, threads: 1 })
      expect(failures).toEqual([])
      expect(tally.packets).toBe(PACKETS)
      // They are damaged, but not so much that everything beyond the first header is spared.
      expect(tally.malformed).toBeGreaterThan(PACKETS / 20)
      expect(tally.malformed + tally.truncated).toBeLessThan(PACKETS / 2)
      expect(tally.flows).toBeGreaterThan(PACKETS / 20)
      expect(Object.keys(tally.applications).length).toBeGreaterThan(20)
    },
    CAMPAIGN_MS,
  )
})

describe('a damaged packet', () => {
  it('is the same again for the same seed and number, whatever was made before it', () => {
    const seeds = seedFrames()
    const [one, other] = [new DamagedPackets(seeds, SEED), new DamagedPackets(seeds, SEED)]
    for (const number of [0, 77, 4_711, 19_999]) {
      one.make(number)
      other.make(number + 1)
      other.make(number)
      const { captured, ...rest } = one
      expect({ ...other, bytes: undefined }).toEqual({ ...rest, captured, bytes: undefined })
      expect(other.bytes.subarray(0, captured)).toEqual(one.bytes.subarray(0, captured))
    }
  })
})

describe('an engine that is wrong', () => {
  const ROUND = 1_000
  const WRONG_AT = 321
  const SLOW_MS = 80
  let packets: DamagedPackets
  beforeAll(() => {
    packets = new DamagedPackets(seedFrames(), SEED)
  })

  /** Vigie's, but for what it does with one packet. */
  const wrongOnce =
    (deed: (engine: Engine, frame: Parameters<Engine['frame']>) => void): CreateEngine =>
    (options) => {
      const engine = createEngine(options)
      let frames = 0
      return {
        frame(...frame) {
          if (frames++ === WRONG_AT) deed(engine, frame)
          else engine.frame(...frame)
        },
        tick: () => engine.tick(),
        close: (endedAt) => engine.close(endedAt),
      }
    }
  const found = (deed: Parameters<typeof wrongOnce>[0]) =>
    runRound(packets, 0, ROUND, () => {}, wrongOnce(deed)).failure

  it('is found, with the packet, where it throws', () => {
    const failure = found(() => {
      throw new Error('beyond the end')
    })
    expect(failure?.packet).toBe(WRONG_AT)
    expect(failure?.what).toContain('beyond the end')
  })

  it('is found, with the packet, where what is behind the frame or before it changes what it tells', () => {
    const readFrom = (place: (offset: number, captured: number) => number) =>
      found((engine, [bytes, offset, captured, wire, ...rest]) => {
        const read = bytes[place(offset, captured)] ?? 0
        engine.frame(bytes, offset, captured, wire + read, ...rest)
      })
    expect(readFrom((offset, captured) => offset + captured)?.packet).toBe(WRONG_AT)
    expect(readFrom((offset) => offset - 1)?.packet).toBe(WRONG_AT)
  })

  it('is found, with the packet, where it only looks at a byte behind the frame', () => {
    const failure = found((engine, [bytes, offset, captured, ...rest]) => {
      if (bytes[offset + captured] === 256) throw new Error('no byte is')
      engine.frame(bytes, offset, captured, ...rest)
    })
    expect(failure?.packet).toBe(WRONG_AT)
    expect(failure?.what).toMatch(/^reads byte (\d+) of a packet of \1 bytes$/)
  })

  it('is found where it leaves out a packet', () => {
    expect(found(() => {})?.what).toMatch(/^999 packets .* were counted of 1000/)
  })

  it('is found, with the packet, where one takes too long each time', () => {
    const failure = found((engine, frame) => {
      for (const from = performance.now(); performance.now() - from < SLOW_MS; );
      engine.frame(...frame)
    })
    expect(failure).toEqual({ packet: WRONG_AT, what: 'takes more than 50 ms' })
  })
})

import { readFileSync } from 'node:fs'
import type { Worker } from 'node:worker_threads'
import { describe, expect, it, vi } from 'vitest'
import { capabilities } from '../../../../src/net/capabilities.ts'
import { createEngineHost } from '../../../../src/services/capture/engine/engine-host.ts'
import { EngineReserve } from '../../../../src/services/capture/engine/engine-reserve.ts'
import { until } from '../../../support/until.ts'
import { order, ringBytes, run } from '../running-engine.ts'

const threads = vi.hoisted((): Worker[] => [])
vi.mock('node:worker_threads', async (original) => {
  const real = await original<typeof import('node:worker_threads')>()
  class Seen extends real.Worker {
    constructor(...given: ConstructorParameters<typeof Worker>) {
      super(...given)
      threads.push(this)
    }
  }
  return { ...real, Worker: Seen }
})

/** The rings that this process has mapped. */
const rings = (): number => readFileSync('/proc/self/maps', 'utf8').split('socket:[').length - 1

const mayCapture = capabilities().CAP_NET_RAW
describe.skipIf(!mayCapture)(
  `a thread that breaks${mayCapture ? '' : ' (needs CAP_NET_RAW)'}`,
  () => {
    it('leaves no ring behind, whether it counts or waits', async () => {
      const waiting = createEngineHost('ring', ringBytes)
      const counting = createEngineHost('ring', ringBytes)
      await until('both have mapped their rings', () => rings() === 2)
      let whileCounting = 0
      const broken = new Promise<Error>((resolve) => {
        counting.start(
          order,
          () => {
            whileCounting = rings()
            void threads[1]?.terminate()
          },
          resolve,
        )
      })
      expect((await broken).message).toMatch(/ended with 1/)
      expect(whileCounting).toBe(2) // it counts with the ring that it had mapped before
      expect(rings()).toBe(1)
      await threads[0]?.terminate()
      expect(rings()).toBe(0)
      expect(waiting).toBeDefined()
    })

    it('while it waits is not handed out, and another takes its place', async () => {
      const reserve = new EngineReserve(ringBytes, true)
      await until('one waits', () => rings() === 1)
      await threads.at(-1)?.terminate()
      expect((await run(reserve.take('ring'))).at(-1)).toBe('ended')
      await until('the next one waits', () => rings() === 1)
      await reserve.close()
      expect(rings()).toBe(0)
    })

    it('of the next capture maps a ring of its own, and frees it when it ends', async () => {
      expect((await run(createEngineHost('ring', ringBytes))).at(-1)).toBe('ended')
      await until('its ring is gone', () => rings() === 0)
    })
  },
)

import { afterEach, describe, expect, it } from 'vitest'
import { EngineReserve } from '../../../src/services/capture/engine-reserve.ts'
import { ringBytes, run } from './engine-run.ts'

describe('the reserve of engines', () => {
  let reserve: EngineReserve
  afterEach(() => reserve.close())

  it.each([{ ready: true }, { ready: false }])(
    'hands each host out once, also where nobody had time to load the next one (ready: $ready)',
    async ({ ready }) => {
      reserve = new EngineReserve(ringBytes, ready)
      const hosts = [reserve.take('ring'), reserve.take('ring'), reserve.take('ring')]
      expect(new Set(hosts).size).toBe(3)
      for (const types of await Promise.all(hosts.map(run))) {
        expect(types[0]).toBe('started')
        expect(types.at(-1)).toBe('ended')
      }
    },
  )

  it('keeps counting apart: a host that was stopped before says nothing about the next', async () => {
    reserve = new EngineReserve(ringBytes, true)
    for (let turn = 0; turn < 3; turn++) {
      expect((await run(reserve.take('ring'))).at(-1)).toBe('ended')
    }
  })

  it('still hands out hosts after it was closed, for a capture that is just beginning', async () => {
    reserve = new EngineReserve(ringBytes, true)
    reserve.close()
    expect((await run(reserve.take('ring'))).at(-1)).toBe('ended')
  })
})

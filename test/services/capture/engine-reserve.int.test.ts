import { afterEach, describe, expect, it } from 'vitest'
import type { EngineHost } from '../../../src/services/capture/engine-host.ts'
import type { EngineOrder, FromEngine } from '../../../src/services/capture/engine-messages.ts'
import { EngineReserve } from '../../../src/services/capture/engine-reserve.ts'
import { defaults } from '../../net/support/capture-process.ts'

const { ringBytes } = defaults
const order: EngineOrder = {
  driver: 'ring',
  source: { interface: 'lo', ...defaults, filter: 'udp port 9' },
  intervalMs: 1_000,
  localNetworks: [],
  save: null,
}

/** Starts a host, stops it as soon as it counts, and tells which messages came. */
const run = (host: EngineHost): Promise<readonly FromEngine['type'][]> =>
  new Promise((resolve, reject) => {
    const types: FromEngine['type'][] = []
    host.start(
      order,
      (message) => {
        types.push(message.type)
        if (message.type === 'started') host.stop()
        if (message.type === 'ended') resolve(types)
      },
      reject,
    )
  })

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

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { EngineReserve } from '../../../../src/services/capture/engine/engine-reserve.ts'
import { ringBytes, run } from '../running-engine.ts'

const script = fileURLToPath(import.meta.resolve('../reserve-script.ts'))

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
    await reserve.close()
    expect((await run(reserve.take('ring'))).at(-1)).toBe('ended')
  })

  it.each([60, 80, 100, 120, 160])(
    'lets its process end as it should, also %i ms after the start, where the thread may be loading',
    async (ms) => {
      const ended = await promisify(execFile)(process.execPath, [script, String(ms)])
      expect(ended).toEqual({ stdout: 'closed\n', stderr: '' }) // it rejects where a signal ended the process
    },
  )
})

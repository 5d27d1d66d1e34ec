import { describe, expect, it } from 'vitest'
import { LocalNetworks } from '../../../../src/services/traffic/ends/local-networks.ts'
import { TrafficCounter } from '../../../../src/services/traffic/traffic-counter.ts'
import { frameOf } from '../traffic-frames.ts'

const START_S = 1_700_000_000
const server = [93, 184, 216, 34]
const addressOf = (number: number) => [10, 0, number >> 8, number & 255]
const textOf = (number: number) => addressOf(number).join('.')

/** The devices of a file whose packets come from these addresses at these seconds after its start, the largest first. */
const devicesOf = (
  seen: readonly { readonly address: number; readonly at: number; readonly payload?: number }[],
  top?: number,
) => {
  const counter = new TrafficCounter({
    flowLimit: 100_000,
    local: new LocalNetworks([]),
    hasSpans: true,
  })
  for (const { address, at, payload = 0 } of seen) {
    const bytes = new Array<number>(payload).fill(0)
    const frame = frameOf({ from: addressOf(address), fromMac: 5, to: server, payload: bytes })
    counter.frame(frame, 0, frame.length, frame.length, START_S + at, 500_000, -1, 1)
  }
  return counter.take(Number.POSITIVE_INFINITY, top).devices
}
const moment = (at: number) => START_S * 1_000 + at * 1_000 + 0.5

describe('a device of a file', () => {
  it('knows when it was seen with each of its addresses, in whatever order packets come', () => {
    const devices = devicesOf([
      { address: 5, at: 4 },
      { address: 5, at: 0, payload: 1 },
      { address: 7, at: 9 },
    ])
    expect(devices).toMatchObject([
      { address: '10.0.0.5', firstAt: moment(0), lastAt: moment(4) },
      { address: '10.0.0.7', firstAt: moment(9), lastAt: moment(9) },
    ])
  })

  it('keeps its times where so many come that the smaller half is given up, and as the table grows', () => {
    const many = Array.from({ length: 20_000 }, (_, number) => ({ address: number, at: number }))
    const large = many.filter(({ address }) => address % 4_000 === 0)
    const twice = [...many, ...large.map((one) => ({ ...one, at: one.at + 1, payload: 500 }))]
    const devices = devicesOf(twice, 5)
    const named = devices.filter(({ address }) => address !== '')
    expect(named.map(({ address }) => address)).toEqual(large.map(({ address }) => textOf(address)))
    for (const [index, { address }] of large.entries()) {
      expect(named[index]).toMatchObject({ firstAt: moment(address), lastAt: moment(address + 1) })
    }
    expect(devices.at(-1)).not.toHaveProperty('firstAt')
  })
})

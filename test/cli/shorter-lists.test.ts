import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OTHERS } from '../../src/base/traffic/others.ts'
import { shorterLists } from '../../src/cli/shorter-lists.ts'
import { figures } from './analysis-examples.ts'

const destination = (address: string, bytes: number) => ({
  address,
  name: address === OTHERS ? '' : `${address}.example`,
  sentPackets: 1,
  sentBytes: bytes,
  receivedPackets: 2,
  receivedBytes: 10 * bytes,
})

describe('a list that is longer than asked for', () => {
  it('keeps its first rows, and adds up the others in one that is nobody', () => {
    const destinations = ['a', 'b', 'c', 'd'].map((name, at) => destination(name, 4 - at))
    const short = shorterLists(figures({ destinations }), 2).destinations
    expect(short).toEqual([
      destinations[0],
      destinations[1],
      {
        address: OTHERS,
        name: '',
        sentPackets: 2,
        sentBytes: 3,
        receivedPackets: 4,
        receivedBytes: 30,
      },
    ])
  })

  it('stays whole where it is short enough, with the row of the others that it had at its end', () => {
    const [a, others] = [destination('a', 2), destination(OTHERS, 9)]
    const short = (destinations: (typeof a)[]) =>
      shorterLists(figures({ destinations }), 1).destinations
    expect(short([a])).toEqual([a])
    expect(short([a, others])).toEqual([a, others])
    expect(short([others, a])).toEqual([a, others])
  })

  it('gives its others no port, no name and no maker', () => {
    const { protocols, devices } = figures()
    const [tls, dns] = protocols
    const [device] = devices
    if (!tls || !dns || !device) throw new Error('the examples lack rows')
    const many = figures({
      protocols: [tls, dns],
      devices: [device, { ...device, mac: '00:1b:21:00:00:01' }],
    })
    const short = shorterLists(many, 0)
    expect(short.protocols).toEqual([
      { protocol: OTHERS, port: 0, application: '', packets: 24, bytes: 15_400 },
    ])
    expect(short.devices[0]).toMatchObject({
      mac: OTHERS,
      address: '',
      name: '',
      vendor: '',
      random: false,
      sentBytes: 2 * device.sentBytes,
    })
  })

  it('adds up to the same, however short', () => {
    const rows = fc.array(fc.nat(), { maxLength: 30 })
    fc.assert(
      fc.property(rows, fc.boolean(), fc.integer({ min: 1, max: 12 }), (sizes, others, top) => {
        const destinations = [
          ...sizes.map((size, at) => destination(String(at), size)),
          ...(others ? [destination(OTHERS, 7)] : []),
        ]
        const short = shorterLists(figures({ destinations }), top).destinations
        expect(short.length).toBeLessThanOrEqual(top + 1)
        const sum = (list: readonly { sentBytes: number; receivedBytes: number }[]) =>
          list.reduce((total, row) => total + row.sentBytes + row.receivedBytes, 0)
        expect(sum(short)).toBe(sum(destinations))
      }),
    )
  })
})

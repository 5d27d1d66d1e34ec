import { describe, expect, it } from 'vitest'
import { NO_PACKETS } from '../../../../src/base/traffic/traffic-apart.ts'
import { LocalNetworks } from '../../../../src/services/traffic/ends/local-networks.ts'
import { TrafficCounter } from '../../../../src/services/traffic/traffic-counter.ts'
import { running } from '../running-engine.ts'
import { arpOf, frameOf } from '../traffic-frames.ts'

const TO_ALL = 0xff
const laptop = { from: [192, 168, 1, 5], fromMac: 5 }
const printer = [192, 168, 1, 9]
const link = (last: number) => [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last]
const allNodes = [0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]

const bytesOf = (...frames: Uint8Array[]) => frames.reduce((sum, { length }) => sum + length, 0)

describe('what goes to many', () => {
  it('is broadcast where it is for all', () => {
    const { take, end } = running({ localNetworks: ['203.0.113.0/24'] })
    const frames = [
      arpOf(5, laptop.from, printer),
      frameOf({ ...laptop, to: [255, 255, 255, 255], toMac: TO_ALL }),
      frameOf({ from: [203, 0, 113, 5], fromMac: 6, to: [203, 0, 113, 255], toMac: TO_ALL }),
      frameOf({ ...laptop, to: printer, toMac: TO_ALL }),
    ]
    for (const frame of frames) take(frame)
    const { broadcast, multicast } = end().apart
    expect(broadcast).toEqual({ packets: 4, bytes: bytesOf(...frames) })
    expect(multicast).toEqual(NO_PACKETS)
  })

  it('is multicast where it is for a group, of IPv4, IPv6 or a protocol of the link', () => {
    const { take, end } = running()
    const bridges = Uint8Array.from([
      1, 0x80, 0xc2, 0, 0, 0, 2, 0, 0, 0, 0, 5, 0, 4, 0x42, 0x42, 3, 0,
    ])
    const frames = [
      frameOf({ ...laptop, to: [224, 0, 0, 251] }),
      frameOf({ from: link(5), fromMac: 5, to: allNodes }),
      bridges,
    ]
    for (const frame of frames) take(frame)
    const { broadcast, multicast } = end().apart
    expect(multicast).toEqual({ packets: 3, bytes: bytesOf(...frames) })
    expect(broadcast).toEqual(NO_PACKETS)
  })

  it('is neither where it is for one machine, or where there is no MAC to tell', () => {
    const { take, see, end } = running()
    see({ ...laptop, to: printer, toMac: 9 })
    take(Uint8Array.of(1, 2, 3))
    expect(end().apart).toEqual({ broadcast: NO_PACKETS, multicast: NO_PACKETS, own: NO_PACKETS })
  })

  it('counts where there was no room for its flow', () => {
    const { see, end } = running({ flowLimit: 1 })
    see({ ...laptop, to: printer, toMac: 9 })
    see({ ...laptop, to: [224, 0, 0, 251] })
    see({ ...laptop, to: [255, 255, 255, 255], toMac: TO_ALL })
    const { broadcast, multicast } = end().apart
    expect([broadcast.packets, multicast.packets]).toEqual([1, 1])
  })

  it('begins anew with each interval', () => {
    const { see, end, intervals } = running()
    see({ ...laptop, to: [224, 0, 0, 251] })
    see({ ...laptop, to: [224, 0, 0, 251] }, 1_500)
    see({ ...laptop, to: [224, 0, 0, 251] }, 1_600)
    end(2_000)
    expect(intervals.map(({ apart }) => apart.multicast.packets)).toEqual([1, 2])
  })
})

describe('own traffic', () => {
  const own = { addresses: ['192.168.1.2', 'fe80::2'], macs: ['02:00:00:00:00:02'] }

  it('is from or to an address of this machine, or its MAC where there is no address', () => {
    const { take, end } = running({ own })
    const frames = [
      frameOf({ ...laptop, to: [192, 168, 1, 2], toMac: 2 }),
      frameOf({ from: link(2), fromMac: 2, to: link(5), toMac: 5 }),
      arpOf(2, [192, 168, 1, 2], printer),
    ]
    for (const frame of frames) take(frame)
    expect(end().apart.own).toEqual({ packets: 3, bytes: bytesOf(...frames) })
  })

  it('is not what this machine only passes on', () => {
    const { see, end } = running({ own })
    see({ ...laptop, to: [93, 184, 216, 34], toMac: 2 })
    see({ from: [93, 184, 216, 34], fromMac: 2, to: laptop.from, toMac: 5 })
    expect(end().apart.own).toEqual(NO_PACKETS)
  })

  it('is not known where nobody says which machine captured', () => {
    const counter = new TrafficCounter({ flowLimit: 10, local: new LocalNetworks([]) })
    const frame = frameOf({ ...laptop, to: printer })
    counter.frame(frame, 0, frame.length, frame.length, 1, 0, -1, 1)
    expect(counter.take(Number.POSITIVE_INFINITY).apart.own).toBeNull()
  })
})

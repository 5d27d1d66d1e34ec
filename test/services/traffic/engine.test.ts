import { describe, expect, it } from 'vitest'
import { OTHERS } from '../../../src/base/traffic/others.ts'
import { MAX_EMPTY_INTERVALS } from '../../../src/services/traffic/engine.ts'
import {
  MAX_CONVERSATIONS,
  MAX_DESTINATIONS,
  MAX_DEVICES,
  MAX_PROTOCOLS,
} from '../../../src/services/traffic/interval.ts'
import { hashInterval } from '../../../src/services/traffic/store/interval-hash.ts'
import { TcpFlag } from '../../../src/wire/transport/tcp.ts'
import { running, START } from './running-engine.ts'
import { arpOf, frameOf, randomFrom } from './traffic-frames.ts'

const laptop = { from: [192, 168, 1, 5], fromMac: 5 }
const server = [93, 184, 216, 34]
const GATEWAY = 1

/** All packets and bytes of rows, by the fields that hold them. */
const total = (rows: readonly object[]) => {
  let packets = 0
  let bytes = 0
  for (const row of rows)
    for (const [name, value] of Object.entries(row)) {
      if (/packets/i.test(name)) packets += value
      if (/bytes/i.test(name)) bytes += value
    }
  return { packets, bytes }
}

describe('an interval', () => {
  it('tells who spoke to whom, with the port of the server and the MACs that were seen', () => {
    const { see, end } = running()
    see({
      ...laptop,
      to: server,
      toMac: GATEWAY,
      protocol: 6,
      fromPort: 443,
      toPort: 8443,
      tcpFlags: TcpFlag.syn,
    })
    see(
      {
        from: server,
        to: laptop.from,
        fromMac: GATEWAY,
        toMac: 5,
        protocol: 6,
        fromPort: 8443,
        toPort: 443,
      },
      1,
      1000,
    )
    expect(end()).toMatchObject({
      number: 0,
      startedAt: START,
      endedAt: START + 1_000,
      packets: 2,
      bytes: 1054,
      flows: 1,
      otherFlows: 0,
      drops: 7,
      protocols: [{ protocol: 'tcp', port: 8443, packets: 2, bytes: 1054 }],
      devices: [
        {
          mac: '02:00:00:00:00:05',
          address: '192.168.1.5',
          sentPackets: 1,
          sentBytes: 54,
          receivedPackets: 1,
          receivedBytes: 1000,
        },
      ],
      destinations: [
        {
          address: '93.184.216.34',
          sentPackets: 1,
          sentBytes: 54,
          receivedPackets: 1,
          receivedBytes: 1000,
        },
      ],
      conversations: [
        {
          a: '192.168.1.5',
          b: '93.184.216.34',
          packetsAB: 1,
          bytesAB: 54,
          packetsBA: 1,
          bytesBA: 1000,
        },
      ],
    })
  })

  it('takes the end with the system port for the server where no SYN was seen', () => {
    const { see, end } = running()
    see({
      from: server,
      to: laptop.from,
      fromMac: GATEWAY,
      toMac: 5,
      protocol: 6,
      fromPort: 443,
      toPort: 50_000,
    })
    const interval = end()
    expect(interval.protocols).toMatchObject([{ protocol: 'tcp', port: 443 }])
    expect(interval.conversations).toMatchObject([{ a: '192.168.1.5', packetsAB: 0, packetsBA: 1 }])
  })

  it("gives the gateway's MAC to no foreign address and to no device that it only sends to", () => {
    const { see, end } = running()
    see({ from: server, to: laptop.from, fromMac: GATEWAY, toMac: 5 })
    const interval = end()
    expect(interval.devices).toMatchObject([
      { mac: '', address: '192.168.1.5', receivedPackets: 1 },
    ])
    expect(interval.destinations).toMatchObject([{ address: '93.184.216.34', receivedPackets: 1 }])
  })

  it('knows the MAC of a device that only receives from what it sent in another flow', () => {
    const { see, end } = running()
    see({ from: server, to: laptop.from, fromMac: GATEWAY, toMac: 5 })
    see({ ...laptop, to: [192, 168, 1, 9], toMac: 9, toPort: 99 })
    expect(end().devices).toMatchObject([
      { mac: '02:00:00:00:00:05', address: '192.168.1.5', sentPackets: 1, receivedPackets: 1 },
      { mac: '', address: '192.168.1.9' },
    ])
  })

  it("takes addresses of the interface's networks for devices, the last one for broadcast", () => {
    const { see, end } = running({ localNetworks: ['203.0.113.0/24', '2001:db8:1::/48'] })
    see({ from: [203, 0, 113, 5], to: [203, 0, 113, 255], fromMac: 3 })
    see({
      from: [0x20, 1, 0xd, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5],
      to: [0x20, 1, 0xd, 0xb8, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9],
      fromMac: 3,
    })
    const interval = end()
    expect(interval.devices.map((row) => row.address)).toEqual(['2001:db8:1::5', '203.0.113.5'])
    expect(interval.destinations.map((row) => row.address)).toEqual(['2001:db8:2::9'])
  })

  it('counts multicast and broadcast under protocols and conversations only', () => {
    const { see, end } = running()
    see({ ...laptop, to: [224, 0, 0, 251], toPort: 5353, fromPort: 5353 })
    see({ ...laptop, to: [255, 255, 255, 255], toMac: 0xff })
    see({ ...laptop, to: [192, 168, 1, 255], toMac: 0xff })
    const interval = end()
    expect(interval.destinations).toEqual([])
    expect(interval.devices).toMatchObject([{ address: '192.168.1.5', sentPackets: 3 }])
    expect(interval.conversations).toHaveLength(3)
  })

  it('counts ARP under the address of its sender and other frames under the MAC alone', () => {
    const { take, end } = running()
    take(arpOf(5, [192, 168, 1, 5], [192, 168, 1, 1]))
    take(Uint8Array.from([2, 0, 0, 0, 0, 9, 2, 0, 0, 0, 0, 5, 0x12, 0x34, 1, 2]))
    take(Uint8Array.from([1, 2, 3]))
    const interval = end()
    expect(interval).toMatchObject({ packets: 3, flows: 0, malformed: 1 })
    expect(interval.protocols.map((row) => row.protocol)).toEqual([
      'arp',
      'ethertype-0x1234',
      'unreadable',
    ])
    expect(interval.devices).toMatchObject([
      { mac: '02:00:00:00:00:05', address: '192.168.1.5', sentPackets: 1 },
      { mac: '02:00:00:00:00:05', address: '', sentPackets: 1 },
      { mac: '02:00:00:00:00:09', address: '', receivedPackets: 1 },
    ])
    expect(total(interval.conversations).packets).toBe(3)
  })

  it('tells frames that the capture cut from frames that are wrong', () => {
    const { take, end } = running()
    const frame = frameOf({ ...laptop, to: server, protocol: 6 })
    take(frame, 0, frame.length, 40)
    take(frame.slice(0, 40), 0, 40)
    expect(end()).toMatchObject({
      packets: 2,
      truncated: 1,
      malformed: 1,
      bytes: frame.length + 40,
    })
  })
})

describe('the lists of an interval', () => {
  const busy = (flowLimit: number) => {
    const { see, end } = running({ flowLimit })
    const random = randomFrom(9)
    const sums = { packets: 0, bytes: 0, devices: 0, destinations: 0 }
    for (let run = 0; run < 30_000; run++) {
      const device = random(3_000)
      const ours = [10, 0, device >> 8, device & 255]
      const theirs = [198, 18, random(12), random(256)]
      const isOut = random(2) === 0
      const wireLength = 60 + random(1440)
      const ports = { fromPort: 2000 + random(300), toPort: 2000 + random(300) }
      see(
        {
          from: isOut ? ours : theirs,
          to: isOut ? theirs : ours,
          fromMac: isOut ? 6 : 1,
          ...ports,
        },
        0,
        wireLength,
      )
      sums.packets++
      sums.bytes += wireLength
    }
    return { interval: end(), sums }
  }

  it.each([100, 1_000_000])(
    'are bounded, keep the largest, and add up exactly with a flow table of %i',
    (flowLimit) => {
      const { interval, sums } = busy(flowLimit)
      expect(interval).toMatchObject({ packets: sums.packets, bytes: sums.bytes })
      expect(interval.protocols).toHaveLength(MAX_PROTOCOLS + 1)
      expect(interval.otherFlows > 0).toBe(flowLimit === 100)
      const bounds = {
        devices: MAX_DEVICES,
        destinations: MAX_DESTINATIONS,
        conversations: MAX_CONVERSATIONS,
      }
      for (const [name, bound] of Object.entries(bounds)) {
        const rows = interval[name as keyof typeof bounds]
        expect(rows.length).toBeLessThanOrEqual(bound + 1)
        if (flowLimit > 100) expect(rows).toHaveLength(bound + 1)
        expect(total(rows)).toEqual({ packets: sums.packets, bytes: sums.bytes })
        expect(Object.values(rows.at(-1) ?? {})).toContain(OTHERS)
        const sizes = rows.slice(0, -1).map((row) => total([row]).bytes)
        expect(sizes).toEqual(sizes.toSorted((x, y) => y - x))
      }
      expect(total(interval.protocols)).toEqual({ packets: sums.packets, bytes: sums.bytes })
    },
  )

  it('stay exact in their sums when there are more keys than are held open', () => {
    const { see, end } = running({ flowLimit: 100_000 })
    for (let host = 0; host < 40_000; host++)
      see({ ...laptop, to: [198, 18 + (host >> 16), (host >> 8) & 255, host & 255] }, 0, 100)
    for (let run = 0; run < 50; run++) see({ ...laptop, to: server }, 0, 1_000)
    const interval = end()
    expect(interval.destinations[0]).toMatchObject({ address: '93.184.216.34', sentPackets: 50 })
    expect(total(interval.destinations)).toEqual({ packets: 40_050, bytes: 4_050_000 })
    expect(total(interval.conversations)).toEqual({ packets: 40_050, bytes: 4_050_000 })
  })

  it('are the same for the same frames, whatever the seed of the tables', () => {
    expect(hashInterval(busy(100_000).interval)).toEqual(hashInterval(busy(100_000).interval))
  })
})

describe('the engine', () => {
  const hello = { ...laptop, to: server }

  it('numbers intervals by the time of the frames and emits those without any', () => {
    const { see, intervals, end } = running()
    see(hello, 999)
    see(hello, 1_000)
    see(hello, 4_999)
    end(5_500)
    expect(intervals.map((each) => [each.number, each.packets, each.endedAt - START])).toEqual([
      [0, 1, 1_000],
      [1, 1, 2_000],
      [2, 0, 3_000],
      [3, 0, 4_000],
      [4, 1, 5_000],
      [5, 0, 5_500],
    ])
  })

  it('counts a frame that is a little late into the open interval', () => {
    const { see, intervals, end } = running()
    see(hello, 1_001)
    see(hello, 998)
    end(2_000)
    expect(intervals.map((each) => each.packets)).toEqual([0, 2])
  })

  it('closes in silence on the tick, once no frame of the interval can still come', () => {
    const { see, intervals, engine, clock } = running()
    see(hello, 10)
    clock(1_100)
    engine.tick()
    expect(intervals).toHaveLength(0)
    clock(1_300)
    engine.tick()
    expect(intervals.map((each) => each.packets)).toEqual([1])
  })

  it('emits a bounded number of empty intervals when the clock jumps ahead', () => {
    const { see, intervals, end } = running()
    see(hello, 10)
    see(hello, 86_400_000)
    end(86_400_500)
    expect(intervals).toHaveLength(2 + MAX_EMPTY_INTERVALS)
    expect(intervals.at(-1)).toMatchObject({ number: 86_400, packets: 1 })
  })

  it('keeps its pace and counts all frames when the clock is set back', () => {
    const { see, intervals, engine, clock, end } = running()
    for (let at = 0; at < 5_000; at += 100) {
      clock(at)
      engine.tick()
      see(hello, at)
    }
    for (let at = 0; at < 3_000; at += 100) {
      clock(at - 3_600_000)
      engine.tick()
      see(hello, at - 3_600_000)
    }
    end(3_000 - 3_600_000)
    expect(intervals.map((each) => each.number)).toEqual(intervals.map((_, index) => index))
    expect(intervals.length).toBeGreaterThanOrEqual(7)
    expect(total(intervals.map(({ packets }) => ({ packets }))).packets).toBe(80)
  })

  it('counts a flow as new only in the interval that first saw it', () => {
    const { see, intervals, end } = running()
    see(hello, 0)
    see(hello, 1_000)
    see({ ...hello, fromPort: 40_001 }, 1_001)
    end(2_000)
    expect(intervals.map((each) => each.flows)).toEqual([1, 1])
  })

  it('ends its last interval where its source stopped, not when that was noticed', () => {
    const { see, intervals, engine, clock } = running()
    see(hello, 100)
    clock(900)
    engine.close(START + 600)
    expect(intervals.at(-1)?.endedAt).toBe(START + 600)
  })

  it('closes once', () => {
    const { see, intervals, engine, end } = running()
    see(hello)
    end()
    engine.close()
    expect(intervals).toHaveLength(1)
  })
})

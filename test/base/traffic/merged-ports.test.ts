import { describe, expect, it } from 'vitest'
import { formatter } from '../../../src/base/format.ts'
import { translator } from '../../../src/base/text.ts'
import { mergedPorts } from '../../../src/base/traffic/merged-ports.ts'
import { OTHERS } from '../../../src/base/traffic/others.ts'
import { NONE_APART } from '../../../src/base/traffic/traffic-apart.ts'
import { NO_DNS, NO_TCP } from '../../../src/base/traffic/traffic-health.ts'
import { trafficTables } from '../../../src/base/traffic/traffic-tables.ts'

const row = (application: string, protocol: string, port: number, bytes: number) => ({
  application,
  protocol,
  port,
  packets: 1,
  bytes,
})
const rtp = (count: number) =>
  Array.from({ length: count }, (_, index) => row('rtp', 'udp', 50_000 + index, 100))

describe('the rows of one application on many ports', () => {
  it('become one, with their sums and the number of ports', () => {
    expect(mergedPorts(rtp(56))).toEqual([
      { application: 'rtp', protocol: 'udp', port: 0, ports: 56, packets: 56, bytes: 5_600 },
    ])
  })

  it('stay as they are up to three of them', () => {
    expect(mergedPorts(rtp(3))).toEqual(rtp(3))
  })

  it('take the place of their sum among the others', () => {
    const https = row('tls', 'tcp', 443, 450)
    const others = row('', OTHERS, 0, 50)
    const words = mergedPorts([https, ...rtp(5), others]).map(({ protocol, bytes }) => [
      protocol,
      bytes,
    ])
    expect(words).toEqual([
      ['udp', 500],
      ['tcp', 450],
      [OTHERS, 50],
    ])
  })

  it.each([
    ['ports of services', [20, 21, 22, 23].map((port) => row('ftp', 'tcp', port, 1))],
    ['what nobody knows', [5_001, 5_002, 5_003, 5_004].map((port) => row('', 'udp', port, 1))],
    [
      'another transport',
      [...rtp(3), ...rtp(3).map((one) => ({ ...one, protocol: 'tcp', bytes: 100 }))],
    ],
  ])('leave %s apart', (_, rows) => {
    expect(mergedPorts(rows)).toEqual(rows)
  })

  it.each(['en', 'fr'] as const)('are shown as a number of ports, in %s', (language) => {
    const [table] = trafficTables(
      {
        totals: {
          intervals: 0,
          packets: 56,
          bytes: 5_600,
          kernelDrops: null,
          truncated: 0,
          malformed: 0,
          flows: 56,
          peakBytesPerSecond: 0,
        },
        apart: NONE_APART,
        tcp: NO_TCP,
        dns: NO_DNS,
        protocols: mergedPorts(rtp(56)),
        devices: [],
        destinations: [],
        conversations: [],
        details: [],
      },
      translator(language),
      formatter(language, 'UTC'),
    )
    expect(table?.rows.map((cells) => cells.slice(0, 2))).toEqual([['rtp', 'udp (56 ports)']])
  })
})

import { describe, expect, it } from 'vitest'
import { formatter } from '../../../src/base/format.ts'
import type { Language } from '../../../src/base/text.ts'
import type { FileFigures } from '../../../src/base/traffic/file-figures.ts'
import { NO_DNS, NO_TCP } from '../../../src/base/traffic/traffic-health.ts'
import { printAnalysis } from '../../../src/cli/analysis/analysis-summary.ts'
import { createTerminal, type Terminal } from '../../../src/cli/terminal.ts'
import { analysis, FIRST_AT, figures, flow, question } from '../analysis-examples.ts'

/** What a person reads, in UTC. */
const shown = (
  of: FileFigures,
  {
    language = 'en',
    flows = false,
    top = 10,
    ...changes
  }: Partial<Terminal> & { flows?: boolean; top?: number } = {},
): string[] => {
  const lines: string[] = []
  const plain = createTerminal(language as Language)
  const print = (line = '') => void lines.push(...line.split('\n'))
  const terminal: Terminal = {
    ...plain,
    format: formatter(language as Language, 'UTC'),
    columns: 80,
    hasBlocks: true,
    bold: (text) => text,
    print,
    table: (table) =>
      print(
        ['title' in table ? table.title : '', ...table.rows.map((row) => row.join(' | '))].join(
          '\n',
        ),
      ),
    ...changes,
  }
  printAnalysis(terminal, of, { top, flows })
  return lines
}

describe('the summary of a file', () => {
  it('begins with the file, its time and its totals', () => {
    expect(shown(analysis()).slice(0, 10)).toEqual([
      'lab.pcapng (pcapng)',
      '23 Nov 2026, 00:48:06 to 00:49:06 (60 s)',
      '',
      'Packets               24',
      'Bytes                 15.4 kB',
      'Flows                 2',
      'Average rate          2.05 kbit/s',
      'Peak rate             72 kbit/s (within a second)',
      'Broadcast, to all     3 packets (12.5%), 180 B',
      'Multicast, to groups  1 packet (4.2%), 82 B',
    ])
  })

  it('shows the rate over time with its scale and its times', () => {
    const lines = shown(analysis())
    const at = lines.indexOf('Rate over time (each bar: the average of 1 s)')
    expect(lines.slice(at + 1, at + 6)).toEqual([
      '72 kbit/s         ▁▄█       ▁▄█       ▁▄█       ▁▄█       ▁▄█       ▁▄█',
      '                ▂▅███     ▂▅███     ▂▅███     ▂▅███     ▂▅███     ▂▅███',
      '              ▃▆█████   ▃▆█████   ▃▆█████   ▃▆█████   ▃▆█████   ▃▆█████',
      '        0   ▄▇███████ ▄▇███████ ▄▇███████ ▄▇███████ ▄▇███████ ▄▇███████',
      '           00:48:06                                             00:49:06',
    ])
  })

  it('draws with plain letters where a terminal has no blocks', () => {
    const chart = shown(analysis(), { hasBlocks: false }).join('\n')
    expect(chart).toContain('72 kbit/s          :#')
    expect(chart).not.toMatch(/[▁-█]/)
  })

  it('names the day of the end as well where a file is a day long or more', () => {
    const [, when] = shown(analysis({ lastAt: FIRST_AT + 86_400_000 }))
    expect(when).toBe('23 Nov 2026, 00:48:06 to 24 Nov 2026, 00:48:06 (24 h 00 min)')
  })

  it('has no chart and no rate where there is no time to draw it over', () => {
    const lines = shown(
      analysis({
        lastAt: FIRST_AT,
        rate: { from: FIRST_AT, widthMs: 1_000, bytes: [15_400] },
      }),
    ).join('\n')
    expect(lines).not.toContain('Rate over time')
    expect(lines).not.toContain('rate')
  })

  it('says that a file is empty, and of standard input that it is that', () => {
    const empty = analysis({
      file: '-',
      packets: 0,
      bytes: 0,
      firstAt: null,
      lastAt: null,
      rate: { from: 0, widthMs: 1, bytes: [] },
      figures: figures({
        tcp: NO_TCP,
        dns: NO_DNS,
        protocols: [],
        devices: [],
        destinations: [],
        conversations: [],
        details: [],
      }),
      flows: () => [],
    })
    expect(shown(empty)).toEqual([
      'Standard input (pcapng)',
      'It holds no packets.',
      '',
      'Anything odd',
      'Nothing.',
    ])
  })

  it('lists as many rows as asked for', () => {
    const lines = shown(analysis(), { top: 1 })
    const at = lines.indexOf('Protocols')
    expect(lines.slice(at, at + 4)).toEqual([
      'Protocols',
      'tls | tcp 443 | 22 | 15.2 kB | 98.7%',
      '(others) |  | 2 | 200 B | 1.3%',
      '',
    ])
  })

  it('lists the largest flows where asked for, and only then', () => {
    expect(shown(analysis()).join('\n')).not.toContain('Largest flows')
    const lines = shown(analysis(), { flows: true })
    expect(lines.slice(lines.indexOf('Largest flows') + 1).slice(0, 4)).toEqual([
      '10.0.0.5:51234',
      '→ 93.184.216.34:443 | tls',
      'www.example.org | 22 | 15.2 kB | 1.5 s',
      '[2001:db8:1111:2222:3333:4444:5555:6666]:40000',
    ])
  })

  it('lets nothing that the network said steer the terminal', () => {
    const evil = analysis({
      file: 'a\u001b[31m.pcap',
      flows: () => [flow({ name: 'a\u001b]0;b\u0007' }), question],
    })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(shown(evil, { flows: true }).join('\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
  })

  it.each(['en', 'fr'] as const)('fits 80 columns in %s, whatever is odd', (language) => {
    const tcp = { ...NO_TCP, unanswered: 7, refused: 2, retransmissions: 30, resets: 5 }
    const dns = { questions: 99, answers: 9, nameErrors: 9, failures: 2, timed: 9, latencyUs: 9e6 }
    const devices = figures().devices.map((device) => ({ ...device, random: true }))
    const health = { retransmissions: 30, duplicateAcks: 0, zeroWindows: 0, resets: 0 }
    const long = flow({
      client: { address: '2001:db8:1111:2222:3333:4444:5555:6666', port: 40_000 },
      server: { address: '2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff', port: 44_443 },
      tcp: { ...health, outOfOrder: 0, handshakeMs: null },
    })
    const odd = analysis({
      brokenOff: { code: 'LENGTHS_DIFFER', offset: 4e9, found: 4e9, expected: 4e9 },
      otherFlows: 1_234_567,
      truncated: 1_234_567,
      malformed: 1_234_567,
      figures: figures({ tcp: { ...tcp, zeroWindows: 12 }, dns, devices }),
      flows: () => [long, { ...long, state: 'new' }],
    })
    const lines = shown(odd, { language, table: () => {} })
    expect(lines.filter((line) => line.length > 80)).toEqual([])
    expect(lines.filter((line) => line.startsWith('- '))).toHaveLength(14)
  })
})

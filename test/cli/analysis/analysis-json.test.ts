import { describe, expect, it } from 'vitest'
import { analysisJson } from '../../../src/cli/analysis/analysis-json.ts'
import { momentText } from '../../../src/cli/json-output.ts'
import { analysis, flow, question } from '../analysis-examples.ts'

const parsed = (...changes: Parameters<typeof analysis>) =>
  JSON.parse([...analysisJson(analysis(...changes))].join(''))

describe('the JSON of a file', () => {
  it('has what was promised first, and in that order', () => {
    const found = parsed()
    expect(Object.keys(found).slice(0, 8)).toEqual([
      'file',
      'packets',
      'bytes',
      'firstAt',
      'lastAt',
      'truncated',
      'malformed',
      'flows',
    ])
    expect(Object.keys(found.flows[0]).slice(0, 8)).toEqual([
      'transport',
      'client',
      'server',
      'packets',
      'bytes',
      'application',
      'name',
      'tcp',
    ])
  })

  it('says of a flow who it was, how much each way, and how well it went', () => {
    expect(parsed().flows[0]).toEqual({
      transport: 'tcp',
      client: { address: '10.0.0.5', port: 51_234 },
      server: { address: '93.184.216.34', port: 443 },
      packets: [10, 12],
      bytes: [1_200, 14_000],
      application: 'tls',
      name: 'www.example.org',
      tcp: {
        retransmissions: 0,
        duplicateAcks: 0,
        zeroWindows: 0,
        resets: 0,
        outOfOrder: 0,
        handshakeMs: 12.5,
      },
      firstAt: '2026-11-23T00:48:06.000250Z',
      lastAt: '2026-11-23T00:48:07.500250Z',
      state: 'closed',
      tunnel: null,
    })
  })

  it('has every key of every flow, null where nobody knows', () => {
    const [known, unknown] = parsed({
      flows: () => [flow(), { ...question, application: '' }],
    }).flows
    expect(Object.keys(unknown)).toEqual(Object.keys(known))
    expect(unknown).toMatchObject({ application: null, name: null, tcp: null, tunnel: null })
  })

  it('says the tunnel that a flow was found in', () => {
    const tunnel = { kind: 'gre', a: '192.0.2.1', b: '192.0.2.2' }
    expect(parsed({ flows: () => [flow({ tunnel })] }).flows[0].tunnel).toEqual(tunnel)
  })

  it('is an object also of a file without packets', () => {
    const found = parsed({ packets: 0, firstAt: null, lastAt: null, flows: () => [] })
    expect(found).toMatchObject({ packets: 0, firstAt: null, lastAt: null, flows: [] })
  })

  it('is one line, made in pieces of a bounded length as they are taken', () => {
    let made = 0
    const flows = {
      *[Symbol.iterator]() {
        for (; made < 20_000; made++) yield flow()
      },
    }
    const pieces = analysisJson(analysis({ flows: () => flows }))
    expect(pieces.next().value.length).toBeLessThan(70_000)
    expect(made).toBeLessThan(500)
    let ends = 0
    for (const piece of pieces) {
      expect(piece.length).toBeLessThan(70_000)
      ends += piece.split('\n').length - 1
    }
    expect([made, ends]).toEqual([20_000, 1])
  })
})

describe('a moment in JSON', () => {
  it.each([
    [0, '1970-01-01T00:00:00.000000Z'],
    [0.001, '1970-01-01T00:00:00.000001Z'],
    [999.9996, '1970-01-01T00:00:01.000000Z'],
    [-0.5, '1969-12-31T23:59:59.999500Z'],
    [1_795_394_886_000.25, '2026-11-23T00:48:06.000250Z'],
  ])('%d is %s', (milliseconds, expected) => {
    expect(momentText(milliseconds)).toBe(expected)
    expect(Date.parse(expected)).toBeCloseTo(milliseconds, -1)
  })

  it('is null where there is none', () => {
    expect(momentText(null)).toBe(null)
  })
})

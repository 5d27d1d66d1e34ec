import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseIpv6Routes, parseRoutes } from '../../src/net/routes.ts'

const HEADER =
  'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT        \n'
const ZERO = '0'.repeat(32)

type Route = {
  readonly name: string
  readonly isDefault: boolean
  readonly up: boolean
  readonly rejects: boolean
  readonly metric: number
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
const flagsOf = ({ up, rejects }: Route): number => (up ? 1 : 0) | (rejects ? 0x200 : 0) | 2

const ipv4Line = (route: Route): string => {
  const [to, mask] = route.isDefault ? ['00000000', '00000000'] : ['000200C0', '00FFFFFF']
  const flags = hex(flagsOf(route), 4).toUpperCase()
  return `${route.name}\t${to}\t010200C0\t${flags}\t0\t0\t${route.metric}\t${mask}\t0\t0\t0  \n`
}

const ipv6Line = (route: Route): string => {
  const [to, length] = route.isDefault ? [ZERO, '00'] : [`fd${'0'.repeat(30)}`, '40']
  const numbers = `${hex(route.metric, 8)} 00000001 00000000 ${hex(flagsOf(route), 8)}`
  return `${to} ${length} ${ZERO} 00 ${ZERO} ${numbers} ${route.name.padStart(8)}\n`
}

const route: fc.Arbitrary<Route> = fc.record({
  name: fc.stringMatching(/^[a-z][a-z0-9.-]{1,14}$/).filter((name) => name !== 'lo'),
  isDefault: fc.boolean(),
  up: fc.boolean(),
  rejects: fc.boolean(),
  metric: fc.integer({ min: 0, max: 0x7fff_ffff }),
})

/** The same question, answered in another way. */
const expected = (routes: readonly Route[]): string | undefined =>
  routes
    .filter(({ isDefault, up, rejects }) => isDefault && up && !rejects)
    .toSorted((a, b) => a.metric - b.metric)[0]?.name

describe('routes', () => {
  it('finds the default route with the least metric in any table', () => {
    const property = fc.property(fc.array(route, { maxLength: 12 }), (routes) => {
      expect(parseRoutes(HEADER + routes.map(ipv4Line).join(''))).toBe(expected(routes))
      expect(parseIpv6Routes(routes.map(ipv6Line).join(''))).toBe(expected(routes))
    })
    fc.assert(property, { seed: 20_261_122, numRuns: 1_000 })
  })

  it('finds none in any other text', () => {
    const text = fc.string({ unit: 'binary', maxLength: 400 })
    const property = fc.property(text, (noise) => {
      expect(parseRoutes(noise)).toBeUndefined()
      expect(parseIpv6Routes(noise)).toBeUndefined()
    })
    fc.assert(property, { seed: 20_261_122, numRuns: 1_000 })
  })

  it('does not take the unreachable route that the kernel keeps on loopback', () => {
    const line = `${ZERO} 00 ${ZERO} 00 ${ZERO} ffffffff 00000001 00000000 00200200       lo\n`
    expect(parseIpv6Routes(line)).toBeUndefined()
  })
})

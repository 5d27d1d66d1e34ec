import { describe, expect, it } from 'vitest'
import { parseCapabilities } from '../../src/net/capabilities.ts'

const none = { CAP_NET_BIND_SERVICE: false, CAP_NET_ADMIN: false, CAP_NET_RAW: false }
const all = { CAP_NET_BIND_SERVICE: true, CAP_NET_ADMIN: true, CAP_NET_RAW: true }

describe('capabilities', () => {
  it.each([
    ['CapPrm:\t000001ffffffffff\nCapEff:\t000001ffffffffff\nCapBnd:\t000001ffffffffff\n', all],
    ['CapPrm:\t000001ffffffffff\nCapEff:\t0000000000000000\n', none],
    ['CapEff:\t0000000000002000\n', { ...none, CAP_NET_RAW: true }],
    ['CapEff:\t0000000000001000\n', { ...none, CAP_NET_ADMIN: true }],
    ['CapEff:\t0000000000000400\n', { ...none, CAP_NET_BIND_SERVICE: true }],
    ['CapEff:\tnonsense\n', none],
    ['', none],
  ])('reads those in effect from %j', (status, expected) => {
    expect(parseCapabilities(status)).toEqual(expected)
  })
})

import { describe, expect, it } from 'vitest'
import { running } from '../running-engine.ts'

const SOLICITATION = 135
const ADVERTISEMENT = 136
const SOURCE_MAC = 1
const TARGET_MAC = 2

const mac = (last: number) => [2, 0, 0, 0, 0, last]
const address = (last: number) => [0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last]
const nobody = new Array<number>(16).fill(0)
const solicited = [0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0, 0, 7]

type Message = {
  readonly type: number
  readonly from: readonly number[]
  readonly target: readonly number[]
  /** What the option says; left out: there is none. */
  readonly says?: number
  readonly hopLimit?: number
}

/** A message of neighbour discovery (RFC 4861, 4.3 and 4.4) from the machine with MAC 7. */
const messageOf = ({ type, from, target, says, hopLimit = 255 }: Message): Uint8Array => {
  const kind = type === ADVERTISEMENT ? TARGET_MAC : SOURCE_MAC
  const option = says === undefined ? [] : [kind, 1, ...mac(says)]
  const icmp = [type, 0, 0, 0, 0, 0, 0, 0, ...target, ...option]
  const ip = [0x60, 0, 0, 0, 0, icmp.length, 58, hopLimit, ...from, ...solicited]
  return Uint8Array.from([0x33, 0x33, 0xff, 0, 0, 7, ...mac(7), 0x86, 0xdd, ...ip, ...icmp])
}

/** Which MAC the address that ends in 7 has, by these messages and what is then sent to it. */
const macAfter = (...messages: Message[]): string | undefined => {
  const { take, see, end } = running()
  for (const message of messages) take(messageOf(message))
  see({ from: address(5), fromMac: 5, to: address(7), toMac: 7 })
  return end().devices.find((row) => row.address === 'fd00::7')?.mac
}

describe('a machine that only received', () => {
  const linkLocal = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]

  it('has the MAC from which its address was advertised', () => {
    const advertised = { type: ADVERTISEMENT, from: linkLocal, target: address(7) }
    expect(macAfter({ ...advertised, says: 7 })).toBe('02:00:00:00:00:07')
    expect(macAfter(advertised)).toBe('02:00:00:00:00:07')
  })

  it('has the MAC that asked whether anybody has its address already', () => {
    const asked = { type: SOLICITATION, from: nobody, target: address(7) }
    expect(macAfter(asked)).toBe('02:00:00:00:00:07')
  })

  it('does not have the MAC that asked where it is', () => {
    const asked = { type: SOLICITATION, from: linkLocal, target: address(7), says: 7 }
    expect(macAfter(asked)).toBe('')
  })

  it.each([
    ['speaks for another MAC', { says: 8 }],
    ['was passed on by a router', { hopLimit: 64 }],
  ])('has none where the message %s', (_, change) => {
    const forged = { type: ADVERTISEMENT, from: linkLocal, target: address(7), ...change }
    expect(macAfter(forged)).toBe('')
  })
})

import { assert } from '../../../base/assert.ts'
import { parseAddress, parseIpv4 } from '../../../wire/address.ts'
import { i32 } from '../../../wire/bytes.ts'
import { END_WORDS, MAPPED } from '../flows/flow-key.ts'

/** What an address is to us. */
export const EndKind = {
  /**
   * A machine of ours: private, link-local, loopback, inside a local network, or a machine that has
   * no address yet.
   */
  device: 0,
  /** Any other machine. */
  destination: 1,
  /** Multicast or broadcast: no machine. */
  group: 2,
} as const
export type EndKind = (typeof EndKind)[keyof typeof EndKind]

/**
 * RFC 1918, RFC 3927 (link-local), RFC 1122 3.2.1.3 (loopback); RFC 4193, RFC 4291 (link-local,
 * loopback).
 */
const ALWAYS_LOCAL = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '127.0.0.0/8',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
]

const IPV4_PREFIX = 96
const IPV6_BITS = 128
/** A point-to-point network has no broadcast address (RFC 3021). */
const LONGEST_WITH_BROADCAST = IPV6_BITS - 2

type Network = { readonly words: Int32Array; readonly masks: Int32Array; readonly length: number }

/** Tells devices from destinations and groups. `networks` are those of the interface, as CIDR. */
export class LocalNetworks {
  readonly #networks: readonly Network[]
  readonly #withBroadcast: readonly Network[]

  constructor(networks: readonly string[]) {
    const own = networks.map(networkOf)
    this.#networks = [...own, ...ALWAYS_LOCAL.map(networkOf)]
    this.#withBroadcast = own.filter(
      ({ length }) => length > IPV4_PREFIX && length <= LONGEST_WITH_BROADCAST,
    )
  }

  /** What the address in the four words at `at` is. */
  kindOf(words: Int32Array, at: number): EndKind {
    const isIpv4 = words[at] === 0 && words[at + 1] === 0 && words[at + 2] === MAPPED
    const last = words[at + 3] ?? 0
    if (isIpv4) {
      // 224.0.0.0/4 (RFC 5771) and 255.255.255.255 (RFC 919)
      if (last >>> 28 === 14 || last === -1) return EndKind.group
      for (const network of this.#withBroadcast)
        if (isBroadcast(network, words, at)) return EndKind.group
    } else if ((words[at] ?? 0) >>> 24 === 0xff) return EndKind.group // ff00::/8 (RFC 4291, 2.7)
    if (isUnspecified(words, at)) return EndKind.device
    for (const network of this.#networks) if (contains(network, words, at)) return EndKind.device
    return EndKind.destination
  }
}

/** 0.0.0.0 or ::, which a machine uses before it has an address. */
export const isUnspecified = (words: Int32Array, at: number): boolean =>
  words[at] === 0 &&
  words[at + 1] === 0 &&
  words[at + 3] === 0 &&
  (words[at + 2] === MAPPED || words[at + 2] === 0)

const networkOf = (cidr: string): Network => {
  const [text = '', digits = ''] = cidr.split('/')
  const bytes = parseAddress(text)
  const bits = parseIpv4(text) ? IPV4_PREFIX + Number(digits) : Number(digits)
  const isLength = /^\d{1,3}$/.test(digits) && bits <= IPV6_BITS
  assert(bytes && isLength, `not a network: ${JSON.stringify(cidr)}`)
  const masks = Int32Array.from({ length: END_WORDS }, (_, word) => {
    const ones = Math.min(32, Math.max(0, bits - 32 * word))
    return ones === 0 ? 0 : -1 << (32 - ones)
  })
  const words = masks.map((mask, word) => mask & i32(bytes, 4 * word))
  return { words, masks, length: bits }
}

const contains = ({ words: network, masks }: Network, words: Int32Array, at: number): boolean => {
  for (let i = 0; i < END_WORDS; i++)
    if (((words[at + i] ?? 0) & (masks[i] ?? 0)) !== network[i]) return false
  return true
}

const isBroadcast = (network: Network, words: Int32Array, at: number): boolean =>
  contains(network, words, at) && ((words[at + 3] ?? 0) | (network.masks[3] ?? 0)) === -1

import type { TrafficApart } from '../../../base/traffic/traffic-apart.ts'
import type { OwnMachine } from '../ends/own-machine.ts'
import { END_WORDS, isIp, MAPPED, PROTOCOL } from '../flows/flow-key.ts'

/** Places in the sums: packets, and their bytes behind them. */
const BROADCAST = 0
const MULTICAST = 2
const OWN = 4

/** What is told apart: what goes to many, and what the capturing machine says. What that says to all is in two of them. */
export class ApartSums {
  readonly #sums = new Float64Array(6)
  readonly #own: OwnMachine | undefined

  /** `own`: who captures; left out where nobody knows. */
  constructor(own: OwnMachine | undefined) {
    this.#own = own
  }

  /** Of what was added since the last `clear`. */
  get figures(): TrafficApart {
    const sumAt = (place: number) => ({
      packets: this.#sums[place] ?? 0,
      bytes: this.#sums[place + 1] ?? 0,
    })
    const own = this.#own === undefined ? null : sumAt(OWN)
    return { broadcast: sumAt(BROADCAST), multicast: sumAt(MULTICAST), own }
  }

  /** Adds what the flow with the key at `at` had, both ways, where one of its ends is the capturing machine. */
  addFlow(keys: Int32Array, at: number, packets: number, bytes: number): void {
    if (this.#isOwn(keys, at)) this.#add(OWN, packets, bytes)
  }

  /** Adds what went to a group, which is this side of the key at `at`. */
  addGroup(keys: Int32Array, at: number, side: number, packets: number, bytes: number): void {
    const end = at + side * END_WORDS
    if (isIp(keys[at + PROTOCOL] ?? 0))
      this.#add(isBroadcastAddress(keys, end) ? BROADCAST : MULTICAST, packets, bytes)
    else if ((keys[end] ?? 0) !== 0 || (keys[end + 1] ?? 0) !== 0)
      this.#add(isBroadcastMac(keys, end) ? BROADCAST : MULTICAST, packets, bytes)
  }

  clear(): void {
    this.#sums.fill(0)
  }

  #isOwn(keys: Int32Array, at: number): boolean {
    const own = this.#own
    if (own === undefined) return false
    if (isIp(keys[at + PROTOCOL] ?? 0))
      return own.hasAddress(keys, at) || own.hasAddress(keys, at + END_WORDS)
    return own.hasMac(keys, at) || own.hasMac(keys, at + END_WORDS)
  }

  #add(place: number, packets: number, bytes: number): void {
    this.#sums[place] = (this.#sums[place] ?? 0) + packets
    this.#sums[place + 1] = (this.#sums[place + 1] ?? 0) + bytes
  }
}

/** Of an address that stands for a group: IPv6 has no broadcast, and IPv4 calls 224.0.0.0/4 multicast (RFC 5771); any other one is for all. */
const isBroadcastAddress = (keys: Int32Array, end: number): boolean =>
  keys[end] === 0 &&
  keys[end + 1] === 0 &&
  keys[end + 2] === MAPPED &&
  (keys[end + 3] ?? 0) >>> 28 !== 14

/** ff:ff:ff:ff:ff:ff, in its 16 and 32 bits. */
const isBroadcastMac = (keys: Int32Array, end: number): boolean =>
  keys[end] === 0xffff && keys[end + 1] === -1

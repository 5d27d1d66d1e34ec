import { i32, u16 } from '../../../wire/bytes.ts'
import { Icmp6Type } from '../../../wire/network/neighbour-discovery.ts'
import type { PacketView } from '../../../wire/packet-view.ts'
import { END_WORDS } from '../flows/flow-key.ts'
import type { MacTable } from '../flows/mac-table.ts'
import { NumberBook } from '../tables/number-book.ts'
import { EndKind, isUnspecified, type LocalNetworks } from './local-networks.ts'

/**
 * Machines of one link: more than any has, small enough to hold (under 1 MB) when somebody forges
 * them.
 */
const MAX_NEIGHBOURS = 16_384
/** A message that a router passed on has less, and is none of this link (RFC 4861, 7.1.1 and 7.1.2). */
const LINK_HOP_LIMIT = 255

/**
 * Which MAC has last sent as an address of ours. Only sources are learned: a frame to an address
 * may go to a gateway.
 */
export class NeighbourTable {
  readonly #macs = new NumberBook(END_WORDS, MAX_NEIGHBOURS)
  readonly #target = new Int32Array(END_WORDS)

  /** Notes the MAC (its number, see mac-table.ts) of the address in the four words at `at`. */
  learn(words: Int32Array, at: number, mac: number): void {
    this.#write(words, at)
    this.#macs.note(mac)
  }

  /**
   * Learns from a message of neighbour discovery in the frame at `start` which address its sender has, or is about to take: the target of
   * an advertisement (RFC 4861, 4.4), and of a solicitation from nobody (RFC 4862, 5.4.2). Whoever speaks for another MAC is not heard.
   */
  hear(
    bytes: Uint8Array,
    start: number,
    view: PacketView,
    macs: MacTable,
    local: LocalNetworks,
  ): void {
    if (view.tunnel !== 0 || view.sourceMacOffset < 0) return
    if (view.ipVersion !== 6 || view.hopLimit !== LINK_HOP_LIMIT) return
    const target = this.#target
    if (view.icmpType !== Icmp6Type.neighbourAdvertisement) {
      readWords(target, bytes, start + view.sourceOffset)
      if (!isUnspecified(target, 0)) return
    }
    const high = u16(bytes, start + view.sourceMacOffset)
    const low = i32(bytes, start + view.sourceMacOffset + 2)
    if (view.ndMacOffset > 0) {
      const said = start + view.ndMacOffset
      if (u16(bytes, said) !== high || i32(bytes, said + 2) !== low) return
    }
    readWords(target, bytes, start + view.ndTargetOffset)
    const mac = macs.numberOf(high, low)
    if (!macs.isMachine(mac) || local.kindOf(target, 0) !== EndKind.device) return
    this.learn(target, 0, mac)
  }

  /** The number of the MAC of the address in the four words at `at`; 0 where none is known. */
  macOf(words: Int32Array, at: number): number {
    this.#write(words, at)
    return this.#macs.numberOf()
  }

  #write(words: Int32Array, at: number): void {
    for (let i = 0; i < END_WORDS; i++) this.#macs.key[i] = words[at + i] ?? 0
  }
}

const readWords = (words: Int32Array, bytes: Uint8Array, at: number): void => {
  for (let i = 0; i < END_WORDS; i++) words[i] = i32(bytes, at + 4 * i)
}

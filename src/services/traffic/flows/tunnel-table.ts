import { i32 } from '../../../wire/bytes.ts'
import type { PacketView } from '../../../wire/packet-view.ts'
import { KeyTable } from '../tables/key-table.ts'
import { END_WORDS, MAPPED } from './flow-key.ts'

/** Pairs of tunnel ends that are told apart; flows beyond are shown without their tunnel. */
const MAX_TUNNELS = 4_096
/** Kind, the outer source, the outer destination. */
export const TUNNEL_WIDTH = 1 + 2 * END_WORDS

/** The outer flows of what was found in tunnels, as numbers from 1 on. */
export class TunnelTable {
  readonly #table = new KeyTable(TUNNEL_WIDTH, MAX_TUNNELS)

  /** The number of the tunnel that the packet came in; 0: no room. */
  add(bytes: Uint8Array, offset: number, view: PacketView): number {
    const { key } = this.#table
    key[0] = view.tunnel
    write(key, 1, bytes, offset + view.tunnelSourceOffset, view.tunnelVersion)
    write(key, 1 + END_WORDS, bytes, offset + view.tunnelDestinationOffset, view.tunnelVersion)
    return this.#table.find() + 1
  }

  /** The words of the tunnels: those of number n begin at `(n - 1) * TUNNEL_WIDTH`. */
  get words(): Int32Array {
    return this.#table.keys
  }
}

const write = (key: Int32Array, to: number, bytes: Uint8Array, at: number, version: number) => {
  for (let i = 0; i < END_WORDS; i++) key[to + i] = version === 6 ? i32(bytes, at + 4 * i) : 0
  if (version === 6) return
  key[to + 2] = MAPPED
  key[to + 3] = i32(bytes, at)
}

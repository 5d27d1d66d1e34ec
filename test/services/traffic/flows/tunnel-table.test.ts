import { describe, expect, it } from 'vitest'
import { TUNNEL_WIDTH, TunnelTable } from '../../../../src/services/traffic/flows/tunnel-table.ts'
import type { PacketView } from '../../../../src/wire/packet-view.ts'

/** Tunnels that are told apart. */
const MAX_TUNNELS = 4_096

/** A packet whose outer ends are the addresses that `bytes` begin with. */
const inTunnel = (tunnel: number, version: 4 | 6): PacketView =>
  ({
    tunnel,
    tunnelVersion: version,
    tunnelSourceOffset: 0,
    tunnelDestinationOffset: version === 4 ? 4 : 16,
  }) as PacketView

const ends = (...words: readonly number[]): Uint8Array =>
  new Uint8Array(Uint32Array.from(words).buffer)

describe('the table of tunnels', () => {
  it('knows a tunnel by its kind and its ends, in the direction of the packet', () => {
    const table = new TunnelTable()
    const one = table.add(ends(1, 2), 0, inTunnel(1, 4))
    expect(table.add(ends(1, 2), 0, inTunnel(1, 4))).toBe(one)
    expect(table.add(ends(2, 1), 0, inTunnel(1, 4))).not.toBe(one)
    expect(table.add(ends(1, 2), 0, inTunnel(2, 4))).not.toBe(one)
  })

  it('has the words of the tunnel with number n at (n - 1) times its width', () => {
    const table = new TunnelTable()
    table.add(ends(1, 2), 0, inTunnel(1, 4))
    const six = table.add(ends(1, 2, 3, 4, 5, 6, 7, 8), 0, inTunnel(7, 6))
    expect(table.words[(six - 1) * TUNNEL_WIDTH]).toBe(7)
  })

  it('says 0 where there is no room, and still knows those it has', () => {
    const table = new TunnelTable()
    for (let i = 1; i <= MAX_TUNNELS; i++) table.add(ends(i, 0), 0, inTunnel(1, 4))
    expect(table.add(ends(0, 1), 0, inTunnel(1, 4))).toBe(0)
    expect(table.add(ends(1, 0), 0, inTunnel(1, 4))).toBe(1)
  })
})

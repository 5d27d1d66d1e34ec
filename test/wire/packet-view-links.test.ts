import { describe, expect, it } from 'vitest'
import { isKnownLink, LinkType } from '../../src/wire/link/link-type.ts'
import { Layer, Stop } from '../../src/wire/stop.ts'
import { hex } from './frame-builder.ts'
import { linkFrames } from './link-frames.ts'
import { viewOf } from './sample-view.ts'

const UNKNOWN_LINK = 177

describe('a packet view of a link', () => {
  it.each(Object.entries(linkFrames))('reads %s', (_, { link, frame, read }) => {
    expect(viewOf(frame, link)).toMatchObject({ stop: Stop.none, ...read })
  })

  it('has a sample of each type that is known', () => {
    const links = new Set(Object.values(linkFrames).map(({ link }) => link))
    expect(links).toEqual(new Set(Object.values(LinkType)))
    expect([...links].every(isKnownLink)).toBe(true)
  })

  it('reads nothing where the type is not known, and finds nothing odd', () => {
    expect(isKnownLink(UNKNOWN_LINK)).toBe(false)
    const { frame = [] } = linkFrames['priorityTag'] ?? {}
    const nothing = { ethertype: 0, ipVersion: 0, sourceMacOffset: -1, payloadOffset: 0 }
    expect(viewOf(frame, UNKNOWN_LINK)).toMatchObject({ ...nothing, stop: Stop.none })
  })

  it.each([
    ['a raw packet of no version', LinkType.raw, '5500', Layer.raw],
    ['PPPoE of another version', LinkType.pppoe, '2100 0007 0002 0021', Layer.pppoe],
    ['a session packet beyond its frame', LinkType.pppoe, '1100 0007 0030 c021', Layer.pppoe],
    ['a radiotap header shorter than itself', LinkType.radiotap, '0000 0700 00000000', Layer.radio],
    ['radiotap of another version', LinkType.radiotap, '0100 0800 00000000', Layer.radio],
    ['a Prism header of negative length', LinkType.prism, '44000000 000000ff', Layer.radio],
    ['packet information in itself', LinkType.ppi, '0000 0800 c0000000 0000', Layer.radio],
    ['a neighbour option of no length', LinkType.ipv6, neighbour('0100 000000000000'), Layer.icmp],
    ['a label stack without an end', LinkType.mpls, '00010040 00010040', Layer.mpls],
  ])('calls %s malformed', (_, link, text, stopLayer) => {
    expect(viewOf(hex(text), link)).toMatchObject({ stop: Stop.malformed, stopLayer })
  })

  it('follows no more labels than networks stack', () => {
    const view = viewOf(hex('00010040'.repeat(40)), LinkType.mpls)
    expect(view).toMatchObject({ stop: Stop.tooDeep, stopLayer: Layer.mpls, stopOffset: 64 })
  })
})

/** A neighbour solicitation with these options. */
function neighbour(options: string): string {
  const length = (24 + hex(options).length).toString(16).padStart(4, '0')
  return `60000000 ${length} 3aff ${'fe'.repeat(32)} 87000000 00000000 ${'fe'.repeat(16)} ${options}`
}

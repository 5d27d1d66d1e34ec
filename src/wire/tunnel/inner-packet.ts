import { decodeLink } from '../link/link.ts'
import type { PacketFields } from '../packet-fields.ts'
import { Layer, Stop } from '../stop.ts'
import { Tunnel } from './tunnel.ts'

/**
 * A virtual network in a mobile one, tunnelled once more; what is deeper is an attempt to make us
 * loop.
 */
const MAX_TUNNELS = 4

/**
 * Reads the packet that the one in `view` carries, and what that one carries, into `view`. Where
 * one cannot be read, `view` stays with the one around it: that is all that is known. `outer` is
 * room to remember it.
 */
export const decodeInnerPackets = (
  view: PacketFields,
  outer: PacketFields,
  bytes: Uint8Array,
  start: number,
): void => {
  for (let depth = 0; view.innerOffset > 0; depth++) {
    if (depth === MAX_TUNNELS) view.halt(Stop.tooDeep, Layer.tunnel, view.innerOffset, 1)
    if (depth === MAX_TUNNELS || !decodeInner(view, outer, bytes, start)) {
      view.innerOffset = 0
      return
    }
  }
}

const decodeInner = (
  view: PacketFields,
  outer: PacketFields,
  bytes: Uint8Array,
  start: number,
): boolean => {
  const { limit, partial, vlanId, vlanTags, innerOffset, innerLink, innerTunnel } = view
  outer.takeLayers(view)
  view.clearLayers()
  if (outer.moreFragments) view.partial = 1
  if (!decodeLink(view, bytes, start, innerOffset, innerLink)) {
    view.takeLayers(outer)
    view.limit = limit
    view.partial = partial
    view.vlanId = vlanId
    view.vlanTags = vlanTags
    return false
  }
  if (view.tunnel === Tunnel.none && innerTunnel !== Tunnel.none) {
    view.tunnel = innerTunnel
    view.tunnelVersion = outer.ipVersion
    view.tunnelSourceOffset = outer.sourceOffset
    view.tunnelDestinationOffset = outer.destinationOffset
  }
  return true
}

import { Layer, Stop } from './stop.ts'

/**
 * What is known of one frame: integers only, all 32 bits or fewer. Offsets are in bytes from the
 * frame's start; 0 means absent, if nothing else is said. The readers of the layers write here.
 * Of a frame that came in a tunnel, the fields are those of the innermost packet.
 */
export class PacketFields {
  /**
   * Bytes of the frame that are there, and that there were when it was sent (without a VLAN tag
   * that was taken off).
   */
  captured = 0
  wire = 0
  /** Where the innermost layer says that it ends, padding excluded; never beyond `wire`. */
  limit = 0

  /**
   * EtherType after all tags and labels; 0 for an 802.3 frame without SNAP or where there was none
   * to read. A link without EtherTypes that carries IP has that of IP.
   */
  ethertype = 0
  /** -1: the link has no MACs, or does not say this one. */
  sourceMacOffset = -1
  destinationMacOffset = -1
  /** 1 where the link says that the frame is for a group: broadcast or multicast. */
  groupFrame = 0
  /** VLAN id of the outermost tag, 0 to 4095; -1: untagged. */
  vlanId = -1
  /** Tags, the one that was taken off included. */
  vlanTags = 0
  llcOffset = 0

  arpOffset = 0
  arpOperation = 0
  /** Only for ARP about IPv4 over Ethernet. */
  arpSenderMacOffset = 0
  arpSenderAddressOffset = 0

  /** 4 or 6 where the whole fixed header is there; 0: no IP. */
  ipVersion = 0
  ipOffset = 0
  sourceOffset = 0
  destinationOffset = 0
  hopLimit = 0
  /** IP protocol number, behind all extension headers that could be read; -1: none. */
  protocol = -1
  /** 1 where the packet is a fragment, the first one included. */
  fragment = 0
  /** Bytes of the packet's payload before this fragment; ports exist at 0 only. */
  fragmentOffset = 0
  moreFragments = 0

  transportOffset = 0
  /** -1: unknown or none. */
  sourcePort = -1
  destinationPort = -1
  tcpFlags = 0
  /** Signed 32 bits: compare by `(a - b) | 0`, print with `>>> 0`. */
  sequence = 0
  /** Like `sequence`. */
  acknowledgement = 0
  /** As sent, not scaled. */
  window = 0
  /** ICMP or ICMPv6; -1: none. */
  icmpType = -1
  icmpCode = -1
  /** What a neighbour or a router says its MAC is (RFC 4861, 4.6.1). */
  ndMacOffset = 0
  /** The address that a neighbour solicitation or advertisement is about. */
  ndTargetOffset = 0

  /** What follows the last header that was read. */
  payloadOffset = 0
  /** As the headers say: may be more than was captured. */
  payloadLength = 0

  /** The outermost tunnel: a Tunnel, and the IP version and addresses of its ends. */
  tunnel = 0
  tunnelVersion = 0
  tunnelSourceOffset = 0
  tunnelDestinationOffset = 0

  /** A packet inside, not read yet: where it begins, how (a LinkType), and in which Tunnel. */
  innerOffset = 0
  innerLink = 0
  innerTunnel = 0
  /** 1 where an outer packet is a first fragment: what is inside goes on in other frames. */
  partial = 0

  stop: Stop = Stop.none
  stopLayer: Layer = Layer.none
  stopOffset = 0
  bytesRequired = 0
  bytesAvailable = 0

  /** Forgets the last frame. */
  reset(captured: number, wire: number): void {
    this.captured = captured
    this.wire = wire
    this.limit = wire
    this.vlanId = -1
    this.vlanTags = 0
    this.tunnel = 0
    this.tunnelVersion = 0
    this.tunnelSourceOffset = 0
    this.tunnelDestinationOffset = 0
    this.partial = 0
    this.stop = Stop.none
    this.stopLayer = Layer.none
    this.stopOffset = 0
    this.bytesRequired = 0
    this.bytesAvailable = 0
    this.clearLayers()
  }

  /** Forgets the layers that were read, because others lie inside. */
  clearLayers(): void {
    this.takeLayers(NOTHING)
  }

  /** Has the layers that `from` has, and none of its own. */
  takeLayers(from: PacketFields): void {
    this.ethertype = from.ethertype
    this.sourceMacOffset = from.sourceMacOffset
    this.destinationMacOffset = from.destinationMacOffset
    this.groupFrame = from.groupFrame
    this.llcOffset = from.llcOffset
    this.arpOffset = from.arpOffset
    this.arpOperation = from.arpOperation
    this.arpSenderMacOffset = from.arpSenderMacOffset
    this.arpSenderAddressOffset = from.arpSenderAddressOffset
    this.ipVersion = from.ipVersion
    this.ipOffset = from.ipOffset
    this.sourceOffset = from.sourceOffset
    this.destinationOffset = from.destinationOffset
    this.hopLimit = from.hopLimit
    this.protocol = from.protocol
    this.fragment = from.fragment
    this.fragmentOffset = from.fragmentOffset
    this.moreFragments = from.moreFragments
    this.transportOffset = from.transportOffset
    this.sourcePort = from.sourcePort
    this.destinationPort = from.destinationPort
    this.tcpFlags = from.tcpFlags
    this.sequence = from.sequence
    this.acknowledgement = from.acknowledgement
    this.window = from.window
    this.icmpType = from.icmpType
    this.icmpCode = from.icmpCode
    this.ndMacOffset = from.ndMacOffset
    this.ndTargetOffset = from.ndTargetOffset
    this.payloadOffset = from.payloadOffset
    this.payloadLength = from.payloadLength
    this.innerOffset = from.innerOffset
    this.innerLink = from.innerLink
    this.innerTunnel = from.innerTunnel
  }

  /** Bytes that may be read at `at`: captured, and inside what the layers above declare. */
  available(at: number): number {
    const end = Math.min(this.captured, this.limit)
    return end > at ? end - at : 0
  }

  /**
   * Whether `required` bytes can be read at `at`; where not, the stop is noted with whoever is at
   * fault.
   */
  has(layer: Layer, at: number, required: number): boolean {
    if (this.available(at) >= required) return true
    const cut = at + required <= this.limit && this.captured < this.wire
    this.halt(cut ? Stop.truncated : Stop.malformed, layer, at, required)
    return false
  }

  /** Notes why decoding ended. The first reason stays: what comes after it is guessed. */
  halt(stop: Stop, layer: Layer, at: number, required: number): void {
    if (this.stop !== Stop.none) return
    this.stop = stop
    this.stopLayer = layer
    this.stopOffset = at
    this.bytesRequired = required
    this.bytesAvailable = this.available(at)
  }

  /**
   * The layer at `at` says that it has `length` bytes; nothing beyond is its own. One that claims
   * more than was sent keeps what it has, and is at fault where no other frame can have the rest.
   */
  bound(layer: Layer, at: number, length: number): void {
    if (at + length <= this.limit) {
      this.limit = at + length
      this.payload(this.payloadOffset)
    } else if (this.partial === 0) this.halt(Stop.malformed, layer, at, length)
  }

  /** The payload begins at `at` and takes what the layers above leave. */
  payload(at: number): void {
    this.payloadOffset = at
    this.payloadLength = this.limit > at ? this.limit - at : 0
  }

  /** The payload is a packet of its own, at `at`. It is read when the layers above it are done. */
  carries(at: number, link: number, tunnel: number): void {
    this.innerOffset = at
    this.innerLink = link
    this.innerTunnel = tunnel
  }
}

const NOTHING = new PacketFields()

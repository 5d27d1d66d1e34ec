import { Layer, Stop } from './stop.ts'

/**
 * What is known of one frame: integers only, all 32 bits or fewer. Offsets are in bytes from the
 * frame's start; 0 means absent, if nothing else is said. The readers of the layers write here.
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
   * EtherType after all tags; 0 for an 802.3 frame without SNAP or where there was none to read.
   */
  ethertype = 0
  /** Destination MAC at 0 and source MAC at 6 can be read. */
  hasMacs = false
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

  /** What follows the last header that was read. */
  payloadOffset = 0
  /** As the headers say: may be more than was captured. */
  payloadLength = 0

  stop: Stop = Stop.none
  stopLayer: Layer = Layer.none
  stopOffset = 0
  bytesRequired = 0
  bytesAvailable = 0

  /** Forgets the last frame. */
  protected reset(captured: number, wire: number): void {
    this.captured = captured
    this.wire = wire
    this.limit = wire
    this.ethertype = 0
    this.hasMacs = false
    this.vlanId = -1
    this.vlanTags = 0
    this.llcOffset = 0
    this.arpOffset = 0
    this.arpOperation = 0
    this.arpSenderMacOffset = 0
    this.arpSenderAddressOffset = 0
    this.ipVersion = 0
    this.ipOffset = 0
    this.sourceOffset = 0
    this.destinationOffset = 0
    this.hopLimit = 0
    this.protocol = -1
    this.fragment = 0
    this.fragmentOffset = 0
    this.moreFragments = 0
    this.transportOffset = 0
    this.sourcePort = -1
    this.destinationPort = -1
    this.tcpFlags = 0
    this.sequence = 0
    this.acknowledgement = 0
    this.window = 0
    this.icmpType = -1
    this.icmpCode = -1
    this.payloadOffset = 0
    this.payloadLength = 0
    this.stop = Stop.none
    this.stopLayer = Layer.none
    this.stopOffset = 0
    this.bytesRequired = 0
    this.bytesAvailable = 0
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

  /** The payload begins at `at` and takes what the layers above leave. */
  payload(at: number): void {
    this.payloadOffset = at
    this.payloadLength = this.limit > at ? this.limit - at : 0
  }
}

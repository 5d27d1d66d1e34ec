import { decodeEthernet } from './ethernet.ts'
import { PacketFields } from './packet-fields.ts'
import { Stop, WireError } from './stop.ts'

/**
 * A tag that the kernel took off is counted in the wire length, but is not among the bytes
 * (802.1Q).
 */
const TAG_LENGTH = 4
const VLAN_ID_MASK = 0x0fff

/** One frame, read in place. Overwritten by the next `decode`: copy what you keep. */
export class PacketView extends PacketFields {
  /**
   * Reads the headers of the Ethernet frame at `offset`. Lax: a short or odd frame sets `stop` and
   * keeps the layers read so far. Never throws, never reads outside [offset, offset +
   * capturedLength), allocates nothing; the number of steps is bounded whatever the frame says.
   * `vlan` is the TCI of a tag that was taken off the frame, or -1.
   */
  decode(
    bytes: Uint8Array,
    offset: number,
    capturedLength: number,
    wireLength: number,
    vlan: number,
  ): void {
    const captured = Math.max(0, Math.min(capturedLength, bytes.length - offset))
    const wire = vlan < 0 ? wireLength : wireLength - TAG_LENGTH
    this.reset(captured, Math.max(wire, captured))
    if (vlan >= 0) {
      this.vlanId = vlan & VLAN_ID_MASK
      this.vlanTags = 1
    }
    decodeEthernet(this, bytes, offset)
  }

  /** The stop as an Error, or undefined where the frame was read to its payload. Allocates. */
  stopError(): WireError | undefined {
    if (this.stop === Stop.none) return undefined
    return new WireError(
      this.stop,
      this.stopLayer,
      this.stopOffset,
      this.bytesRequired,
      this.bytesAvailable,
    )
  }
}

import { unreachable } from '../base/assert.ts'
import { Failure } from '../base/failure.ts'
import { decodeLink } from './link/link.ts'
import { LinkType } from './link/link-type.ts'
import { TAG_LENGTH, VLAN_ID_MASK } from './link/vlan.ts'
import { PacketFields } from './packet-fields.ts'
import { decodePlain, NOT_PLAIN } from './plain-frame.ts'
import { layerName, Stop } from './stop.ts'
import { decodeInnerPackets } from './tunnel/inner-packet.ts'

/** One frame, read in place. Overwritten by the next `decode`: copy what you keep. */
export class PacketView extends PacketFields {
  readonly #outer = new PacketFields()
  /** Which fields a plain frame need not write, because the last frame has: see plain-frame.ts. */
  #shape = NOT_PLAIN

  /**
   * Reads the headers of the frame at `offset`. Lax: a short or odd frame sets `stop` and keeps the
   * layers read so far. Never throws, never reads outside [offset, offset + capturedLength),
   * allocates nothing; the number of steps is bounded whatever the frame says. `vlan` is the TCI of
   * a tag that was taken off the frame, or -1. `link` says how the frame begins, by its LINKTYPE_
   * number; of one that link-type.ts does not know nothing is read, and nothing is odd.
   */
  decode(
    bytes: Uint8Array,
    offset: number,
    capturedLength: number,
    wireLength: number,
    vlan: number,
    link: number,
  ): void {
    const captured = Math.max(0, Math.min(capturedLength, bytes.length - offset))
    // A tag that the kernel took off is counted in the wire length, but is not among the bytes.
    const wire = Math.max(vlan < 0 ? wireLength : wireLength - TAG_LENGTH, captured)
    if (link === LinkType.ethernet && vlan < 0) {
      this.#shape = decodePlain(this, bytes, offset, captured, wire, this.#shape)
      if (this.#shape !== NOT_PLAIN) return
    } else this.#shape = NOT_PLAIN
    this.reset(captured, wire)
    if (vlan >= 0) {
      this.vlanId = vlan & VLAN_ID_MASK
      this.vlanTags = 1
    }
    decodeLink(this, bytes, offset, 0, link)
    if (this.innerOffset > 0) decodeInnerPackets(this, this.#outer, bytes, offset)
  }

  /**
   * The stop as a failure, or undefined where the frame was read to its payload. Allocates: for the
   * one place that logs a sample.
   */
  stopFailure(): Failure | undefined {
    const layer = layerName(this.stopLayer)
    const offset = this.stopOffset
    const values = { layer, offset, required: this.bytesRequired, available: this.bytesAvailable }
    switch (this.stop) {
      case Stop.none:
        return undefined
      case Stop.truncated:
        return new Failure('WIRE_TRUNCATED', values)
      case Stop.malformed:
        return new Failure('WIRE_MALFORMED', values)
      case Stop.tooDeep:
        return new Failure('WIRE_TOO_DEEP', { layer, offset })
      default:
        return unreachable(this.stop)
    }
  }
}

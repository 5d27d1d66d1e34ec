import type { PacketView } from '../../src/wire/packet-view.ts'
import { Stop } from '../../src/wire/stop.ts'

/** What a view says that cannot be: bytes that were not captured, lengths beyond their frame. */
export const contradictions = (view: PacketView): string[] => {
  const found: string[] = []
  const address = view.ipVersion === 6 ? 16 : 4
  const outer = view.tunnelVersion === 6 ? 16 : 4
  const readable = (name: string, offset: number, length: number, none: number): void => {
    if (offset !== none && (offset < 0 || offset + length > view.captured))
      found.push(`${name} at ${offset} of ${view.captured}`)
  }
  readable('source MAC', view.sourceMacOffset, 6, -1)
  readable('destination MAC', view.destinationMacOffset, 6, -1)
  readable('ARP sender MAC', view.arpSenderMacOffset, 6, 0)
  readable('ARP sender address', view.arpSenderAddressOffset, 4, 0)
  readable('neighbour MAC', view.ndMacOffset, 6, 0)
  readable('neighbour address', view.ndTargetOffset, 16, 0)
  if (view.ipVersion > 0) {
    readable('source', view.sourceOffset, address, -1)
    readable('destination', view.destinationOffset, address, -1)
  }
  if (view.tunnel > 0) {
    readable('tunnel source', view.tunnelSourceOffset, outer, -1)
    readable('tunnel destination', view.tunnelDestinationOffset, outer, -1)
  }
  if (view.sourcePort >= 0) readable('ports', view.transportOffset, 4, -1)
  const check = (name: string, holds: boolean): void => {
    if (!holds) found.push(name)
  }
  check('an IP version that there is none of', [0, 4, 6].includes(view.ipVersion))
  check('a protocol without IP', view.ipVersion > 0 === view.protocol >= 0)
  check('one port only', view.sourcePort >= 0 === view.destinationPort >= 0)
  check('a tunnel without ends', view.tunnel > 0 === view.tunnelVersion > 0)
  check('a packet inside that was not read', view.innerOffset === 0)
  check('a limit beyond the frame', view.limit <= view.wire && view.captured <= view.wire)
  check('a payload of negative length', view.payloadLength >= 0)
  check(
    'a payload beyond its limit',
    view.payloadLength === 0 || view.payloadOffset + view.payloadLength <= view.limit,
  )
  check(
    'a stop where nothing was missing',
    view.stop !== Stop.truncated || view.bytesAvailable < view.bytesRequired,
  )
  for (const [name, value] of Object.entries(view))
    check(`${name} that is no integer of 32 bits`, (value | 0) === value)
  return found
}

import type { PacketFields } from '../packet-fields.ts'
import { findCapwap } from './capwap.ts'
import { findGtp } from './gtp.ts'
import { findVxlan } from './vxlan.ts'

/**
 * Assigned by IANA. Not every sender uses the port as its source too, and an answer may go back to
 * any.
 */
const VXLAN = 4789
const GTP = 2152
const CAPWAP = 5247

/** Whether a datagram of this port may be a tunnel's. */
export const isTunnelPort = (port: number): boolean =>
  port === VXLAN || port === GTP || port === CAPWAP

/** Notes the packet inside of the datagram whose payload `view` has found, if it is a tunnel's. */
export const findUdpTunnel = (view: PacketFields, bytes: Uint8Array, start: number): void => {
  const { sourcePort, destinationPort } = view
  const port = isTunnelPort(destinationPort) ? destinationPort : sourcePort
  if (port === VXLAN) findVxlan(view, bytes, start, view.payloadOffset)
  else if (port === GTP) findGtp(view, bytes, start, view.payloadOffset)
  else if (port === CAPWAP) findCapwap(view, bytes, start, view.payloadOffset)
}

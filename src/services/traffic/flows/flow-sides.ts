import { IpProtocol } from '../../../wire/network/ip-protocol.ts'
import { PORTS, PROTOCOL } from './flow-key.ts'
import { FlowFlag } from './flow-record.ts'

/** Ports below this belong to services that everybody knows (RFC 6335, section 6: system ports). */
const FIRST_USER_PORT = 1024

/**
 * The port of the server, for the flow key at `at`: that of the end which did not send the SYN,
 * else the system port, else the lower one (also of two system ports: 67 of DHCP's 67 and 68). 0
 * without ports.
 */
export const serverPort = (keys: Int32Array, at: number, flags: number): number => {
  const protocol = keys[at + PROTOCOL]
  if (protocol !== IpProtocol.tcp && protocol !== IpProtocol.udp) return 0
  const ports = keys[at + PORTS] ?? 0
  const low = ports >>> 16
  const high = ports & 0xffff
  if (flags & FlowFlag.synSeen) return flags & FlowFlag.clientHigh ? low : high
  return Math.min(low, high)
}

/**
 * Whether the lower end is the client: the sender of the SYN, else the end without the system port
 * where the other has one, else whoever was heard first.
 */
export const isClientLow = (keys: Int32Array, at: number, flags: number): boolean => {
  if (flags & FlowFlag.synSeen) return !(flags & FlowFlag.clientHigh)
  const ports = keys[at + PORTS] ?? 0
  const isLowSystem = ports >>> 16 < FIRST_USER_PORT
  const isHighSystem = (ports & 0xffff) < FIRST_USER_PORT
  if (isLowSystem !== isHighSystem) return isHighSystem
  return !(flags & FlowFlag.firstHigh)
}

/**
 * The numbers and structs of packet(7) that the ring's socket needs, from linux/socket.h, linux/if_packet.h, linux/if_ether.h,
 * linux/if_arp.h, linux/sockios.h, asm-generic/socket.h and bits/poll.h. Host order is little-endian, as in `Libc`.
 */
export const AF_PACKET = 17
export const SOCK_RAW = 3
export const SOCK_CLOEXEC = 0o2000000
export const SOL_SOCKET = 1
export const SO_ERROR = 4
export const SO_ATTACH_FILTER = 26
export const SOL_PACKET = 263
export const PACKET_ADD_MEMBERSHIP = 1
export const PACKET_RX_RING = 5
export const PACKET_STATISTICS = 6
export const PACKET_VERSION = 10
export const PACKET_IGNORE_OUTGOING = 23
export const TPACKET_V3 = 2
const PACKET_MR_PROMISC = 1
const ETH_P_ALL = 3
export const ARPHRD_ETHER = 1
export const ARPHRD_LOOPBACK = 772
export const SIOCGIFHWADDR = 0x8927
export const IFREQ_BYTES = 40
export const IFREQ_FAMILY_AT = 16
export const PROT_READ_WRITE = 3
export const MAP_SHARED = 1
export const POLLIN = 1

/** Bytes of one block: the unit in which the kernel hands frames over, and what `ringBytes` is a multiple of. */
export const BLOCK_BYTES = 1 << 20

/** After so many milliseconds the kernel hands over a block that is not full. Shorter costs wake-ups, longer costs freshness. */
export const RETIRE_MS = 60

/** TPACKET_V3 packs frames and ignores this beyond its own checks: a multiple of 16 that divides a block. */
const FRAME_BYTES = 2_048

/** An `int` as an option's value or length. */
export const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value, 0)
  return bytes
}

/** struct tpacket_req3: block size, blocks, frame size, frames, retire timeout in ms, private bytes, features. */
export const ringRequest = (ringBytes: number): Buffer => {
  const request = Buffer.alloc(28)
  const fields = [
    BLOCK_BYTES,
    ringBytes / BLOCK_BYTES,
    FRAME_BYTES,
    ringBytes / FRAME_BYTES,
    RETIRE_MS,
    0,
    0,
  ]
  for (const [i, field] of fields.entries()) request.writeUInt32LE(field, i * 4)
  return request
}

/** struct packet_mreq: interface index i32, type u16, address length u16, address. */
export const membership = (index: number): Buffer => {
  const request = Buffer.alloc(16)
  request.writeInt32LE(index, 0)
  request.writeUInt16LE(PACKET_MR_PROMISC, 4)
  return request
}

/** struct sockaddr_ll: family u16, protocol u16 in network order, interface index i32, then zeros. */
export const linkAddress = (index: number): Buffer => {
  const address = Buffer.alloc(20)
  address.writeUInt16LE(AF_PACKET, 0)
  address.writeUInt16BE(ETH_P_ALL, 2)
  address.writeInt32LE(index, 4)
  return address
}

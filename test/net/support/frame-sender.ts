import { ffi } from '../../../src/net/libc.ts'
import type { Burst } from './capture-process.ts'

/** Hands a frame to the interface as it is; false where the kernel did not take it. */
export const openSender = (interfaceName: string): ((frame: Buffer) => boolean) => {
  const c = ffi().load('libc.so.6')
  const socket: (domain: number, type: number, protocol: number) => number = c.func(
    'int socket(int, int, int)',
  )
  const sendto: (...of: readonly [number, Buffer, number, number, Buffer, number]) => number =
    c.func('int64_t sendto(int, void *, size_t, int, void *, uint32_t)')
  const index: (name: string) => number = c.func('uint32_t if_nametoindex(const char *)')
  const fd = socket(17, 3, 0) // AF_PACKET, SOCK_RAW, receives nothing
  const to = Buffer.alloc(20) // struct sockaddr_ll
  to.writeUInt16LE(17, 0)
  to.writeInt32LE(index(interfaceName), 4)
  return (frame) => sendto(fd, frame, frame.length, 0, to, to.length) === frame.length
}

export const frameOf = ({ bytes, vlan, port }: Omit<Burst, 'count'>): Buffer => {
  const frame = Buffer.alloc(bytes, 0xab)
  frame.write('020000000002020000000001', 'hex')
  let at = 12
  if (vlan !== undefined) {
    at = frame.writeUInt16BE(0x8100, at)
    at = frame.writeUInt16BE(vlan, at)
  }
  at = frame.writeUInt16BE(port === undefined ? 0x88b5 : 0x0800, at) // experimental, or IPv4
  if (port !== undefined) {
    frame.writeUInt16BE(0x4500, at)
    frame.writeUInt16BE(bytes - at, at + 2)
    frame.writeUInt32BE(0, at + 4) // not a fragment
    frame.writeUInt16BE(0x4011, at + 8) // UDP
    frame.writeUInt16BE(port, at + 22)
  }
  return frame
}

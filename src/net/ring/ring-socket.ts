import { constants } from 'node:os'
import { assert } from '../../base/assert.ts'
import { type Failure, reasonOf } from '../../base/failure.ts'
import {
  captureFailure,
  driverUnavailable,
  interfaceGone,
  interfaceUnknown,
  linkTypeUnsupported,
} from '../capture-failure.ts'
import { acceptAll, compileFilter, type FilterProgram } from '../filter/packet-filter.ts'
import { isInterfaceName } from '../interfaces.ts'
import { type Libc, libc } from '../libc.ts'
import type { SourceOptions } from '../packet-source.ts'
import { type MappedRing, type Must, mapRing, unmapRing } from './mapped-ring.ts'
import {
  ARPHRD_ETHER,
  ARPHRD_LOOPBACK,
  IFREQ_BYTES,
  IFREQ_FAMILY_AT,
  int32,
  linkAddress,
  membership,
  PACKET_ADD_MEMBERSHIP,
  PACKET_IGNORE_OUTGOING,
  PACKET_STATISTICS,
  POLLIN,
  SIOCGIFHWADDR,
  SO_ATTACH_FILTER,
  SO_ERROR,
  SOL_PACKET,
  SOL_SOCKET,
} from './ring-abi.ts'

/** A bound AF_PACKET socket with its mapped ring. Whoever opens it closes it. */
export type RingSocket = {
  readonly memory: ArrayBuffer
  /** Waits for a block for up to `timeoutMs`. The errno that the socket met meanwhile (ENETDOWN: it has no interface now), or 0. */
  readonly wait: (timeoutMs: number) => number
  /** Frames dropped since the last call: the kernel's counter starts anew when it is read. */
  readonly drops: () => number
  /** Frees everything; the memory's views are detached first, so that a late read finds nothing instead of a fault. Once only. */
  readonly close: () => void
}

/**
 * Opens, maps, filters, binds. The socket has no protocol and so takes in no frame until the filter is attached and it is bound. A ring
 * that was mapped in advance belongs to the socket from then on, and to the caller still where this fails.
 * Fails with CAPTURE_NOT_PERMITTED, INTERFACE_UNKNOWN, INTERFACE_GONE, FILTER_INVALID, DRIVER_UNAVAILABLE, CAPTURE_FAILED.
 */
export const openRingSocket = (options: SourceOptions, mapped?: MappedRing): RingSocket => {
  const { interface: name, ringBytes, snaplenBytes } = options
  assert(mapped === undefined || mapped.bytes === ringBytes, 'the ring is as large as asked for')
  assert(snaplenBytes >= 64 && snaplenBytes <= 65_535, 'the snaplen is 64 to 65,535')
  const c = load()
  const index = isInterfaceName(name) ? c.ifNameToIndex(name) : 0
  if (index === 0) throw interfaceUnknown(name)
  const must = (call: string, result: number): number => {
    if (result < 0) throw captureFailure(name, call, c.errno())
    return result
  }
  const ring = mapped ?? mapRing(c, ringBytes, must)
  const { fd } = ring
  const option = (call: string, id: number, value: Uint8Array): void => {
    must(call, c.setsockopt(fd, SOL_PACKET, id, value, value.length))
  }
  try {
    const hardware = Buffer.alloc(IFREQ_BYTES)
    hardware.write(name, 'latin1')
    must('SIOCGIFHWADDR', c.ioctl(fd, SIOCGIFHWADDR, hardware))
    const type = hardware.readUInt16LE(IFREQ_FAMILY_AT)
    if (type !== ARPHRD_ETHER && type !== ARPHRD_LOOPBACK)
      throw linkTypeUnsupported('ring', name, `hardware type ${type}`)
    attach(c, fd, must, programOf(options))
    // Loopback shows each frame twice, on its way out and on its way in.
    if (type === ARPHRD_LOOPBACK) option('PACKET_IGNORE_OUTGOING', PACKET_IGNORE_OUTGOING, int32(1))
    if (options.promiscuous)
      option('PACKET_ADD_MEMBERSHIP', PACKET_ADD_MEMBERSHIP, membership(index))
    const link = linkAddress(index)
    must('bind', c.bind(fd, link, link.length))
    // On an interface that is down bind succeeds and leaves its error behind.
    const left = socketError(c, fd)
    if (left !== 0) throw captureFailure(name, 'bind', left)
    return socketOf(c, ring)
  } catch (error) {
    if (mapped === undefined) unmapRing(ring)
    throw error
  }
}

/** What a socket's errno says of the interface while the capture runs. */
export const runFailure = (interfaceName: string, errno: number): Failure =>
  errno === constants.errno.ENETDOWN
    ? interfaceGone(interfaceName)
    : captureFailure(interfaceName, 'poll', errno)

const load = (): Libc => {
  try {
    return libc()
  } catch (error) {
    throw driverUnavailable('ring', `it needs Linux with glibc (${reasonOf(error)})`, error)
  }
}

const programOf = ({ interface: name, filter, snaplenBytes }: SourceOptions): FilterProgram =>
  filter.trim() === '' ? acceptAll(snaplenBytes) : compileFilter(name, filter, snaplenBytes)

const attach = (c: Libc, fd: number, must: Must, { instructions, length }: FilterProgram): void => {
  const program = Buffer.alloc(16) // struct sock_fprog: length u16, padding, pointer
  program.writeUInt16LE(length, 0)
  program.writeBigUInt64LE(c.addressOf(instructions), 8)
  must('SO_ATTACH_FILTER', c.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, program, program.length))
  // A use after the call: the kernel has read the instructions through the bare address while they were reachable.
  assert(instructions.length > 0, 'a program has instructions')
}

const socketOf = (c: Libc, ring: MappedRing): RingSocket => {
  const { fd, address, bytes } = ring
  const memory = c.view(address, bytes)
  const descriptor = Buffer.alloc(8) // struct pollfd: fd i32, events i16, revents i16
  descriptor.writeInt32LE(fd, 0)
  descriptor.writeInt16LE(POLLIN, 4)
  const statistics = Buffer.alloc(12) // struct tpacket_stats_v3: packets, drops, freezes
  return {
    memory,
    wait: (timeoutMs) => {
      const ready = c.poll(descriptor, 1, timeoutMs)
      if (ready < 0) {
        const errno = c.errno()
        return errno === constants.errno.EINTR ? 0 : errno
      }
      const events = descriptor.readInt16LE(6)
      return ready === 0 || (events & ~POLLIN) === 0 ? 0 : socketError(c, fd)
    },
    drops: () => {
      const result = c.getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, statistics, int32(12))
      assert(result === 0, 'a ring socket has statistics')
      return statistics.readUInt32LE(4)
    },
    close: () => {
      memory.transfer(0)
      unmapRing(ring)
    },
  }
}

/** Reading it clears it. */
const socketError = (c: Libc, fd: number): number => {
  const value = Buffer.alloc(4)
  return c.getsockopt(fd, SOL_SOCKET, SO_ERROR, value, int32(4)) < 0
    ? c.errno()
    : value.readInt32LE(0)
}

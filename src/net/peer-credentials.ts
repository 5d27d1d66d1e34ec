import type { Socket } from 'node:net'
import { type Libc, libc } from './libc.ts'

/** Who stands at the other end of a Unix socket, as the kernel noted it when they connected. */
export type PeerCredentials = { readonly uid: number; readonly gid: number; readonly pid: number }

// asm-generic/socket.h
const SOL_SOCKET = 1
const SO_PEERCRED = 17

/** struct ucred: pid i32, uid u32, gid u32. */
const UCRED_BYTES = 12

/** What the kernel says of a socket that is not a Unix socket. */
const NOBODY = 0xffff_ffff

/**
 * unix(7), SO_PEERCRED. Undefined where the kernel cannot tell: not a Unix socket, a closed one, no Linux. The caller takes
 * that as a stranger. `pid` may belong to somebody else by now, `uid` cannot.
 */
export const peerOf = (socket: Socket): PeerCredentials | undefined => {
  const fd = descriptorOf(socket)
  const c = fd === undefined ? undefined : load()
  if (fd === undefined || c === undefined) return undefined
  const value = Buffer.alloc(UCRED_BYTES)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(UCRED_BYTES)
  if (c.getsockopt(fd, SOL_SOCKET, SO_PEERCRED, value, length) !== 0) return undefined
  const credentials = {
    pid: value.readInt32LE(0),
    uid: value.readUInt32LE(4),
    gid: value.readUInt32LE(8),
  }
  return length.readUInt32LE(0) === UCRED_BYTES && credentials.uid !== NOBODY
    ? credentials
    : undefined
}

/** Node keeps the descriptor on an undocumented handle, so nothing is assumed of it. */
const descriptorOf = (socket: Socket): number | undefined => {
  const handle: unknown = Reflect.get(socket, '_handle')
  if (typeof handle !== 'object' || handle === null) return undefined
  const fd: unknown = Reflect.get(handle, 'fd')
  return typeof fd === 'number' && Number.isInteger(fd) && fd >= 0 ? fd : undefined
}

const load = (): Libc | undefined => {
  try {
    return libc()
  } catch {
    return undefined
  }
}

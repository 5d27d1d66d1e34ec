import { createRequire } from 'node:module'
import { getSystemErrorName } from 'node:util'
import type Koffi from 'koffi'

/**
 * The system calls that Node lacks, declared once. glibc on a little-endian 64-bit Linux (x64, arm64), as every struct
 * that is passed to them is laid out for that. A wrong length here is a fault of the whole process, so callers pass
 * buffers of their own and the length of exactly these buffers. All return -1 (`mmap`: `mapFailed`) and set errno.
 */
export type Libc = {
  readonly socket: (domain: number, type: number, protocol: number) => number
  readonly bind: (fd: number, address: Uint8Array, length: number) => number
  /** Bytes that were sent. `address` is where to, for a socket without a peer. */
  readonly sendto: (
    fd: number,
    bytes: Uint8Array,
    length: number,
    flags: number,
    address: Uint8Array,
    addressLength: number,
  ) => number
  readonly setsockopt: (
    fd: number,
    level: number,
    name: number,
    value: Uint8Array,
    length: number,
  ) => number
  /** `length` holds the size of `value` as a 32-bit integer and receives the size of what was written. */
  readonly getsockopt: (
    fd: number,
    level: number,
    name: number,
    value: Uint8Array,
    length: Uint8Array,
  ) => number
  readonly ioctl: (fd: number, request: number, argument: Uint8Array) => number
  readonly mmap: (
    address: null,
    length: number,
    protection: number,
    flags: number,
    fd: number,
    offset: number,
  ) => bigint
  readonly munmap: (address: bigint, length: number) => number
  /** Blocks the calling thread for up to `timeoutMs`; a signal ends it with EINTR. */
  readonly poll: (descriptors: Uint8Array, count: number, timeoutMs: number) => number
  readonly close: (fd: number) => number
  /** 0 and errno where there is no such interface in the thread's network namespace. */
  readonly ifNameToIndex: (name: string) => number
  readonly clockGetTime: (clock: number, time: Uint8Array) => number
  /** The last call's errno. Ask at once: any later call may overwrite it. */
  readonly errno: () => number
  /** Memory that C owns, without a copy; it must stay mapped until the view is detached. */
  readonly view: (address: bigint, length: number) => ArrayBuffer
  /** Where a buffer lies now, valid while the caller keeps it reachable. */
  readonly addressOf: (buffer: Uint8Array) => bigint
}

/** What mmap(2) returns instead of an address. */
export const mapFailed = 0xffff_ffff_ffff_ffffn

let koffi: typeof Koffi | undefined
let functions: Libc | undefined

/** The FFI package, loaded at first need: whoever only lists interfaces does not pay for it. */
export const ffi = (): typeof Koffi => {
  koffi ??= createRequire(import.meta.url)('koffi') as typeof Koffi
  return koffi
}

/** Throws what the loader throws where there is no FFI package or no glibc. */
export const libc = (): Libc => {
  functions ??= declare(ffi())
  return functions
}

/** `EPERM` and its like, as errno(3) names them. */
export const errnoName = (errno: number): string =>
  errno > 0 ? getSystemErrorName(-errno) : `errno ${errno}`

const declare = (foreign: typeof Koffi): Libc => {
  const library = foreign.load('libc.so.6')
  return {
    socket: library.func('int socket(int, int, int)'),
    bind: library.func('int bind(int, void *, uint32_t)'),
    sendto: library.func('int64_t sendto(int, void *, size_t, int, void *, uint32_t)'),
    setsockopt: library.func('int setsockopt(int, int, int, void *, uint32_t)'),
    getsockopt: library.func('int getsockopt(int, int, int, void *, void *)'),
    // Variadic in C; on x64 and arm64 Linux a pointer argument is passed in the same way.
    ioctl: library.func('int ioctl(int, unsigned long, void *)'),
    mmap: library.func('void *mmap(void *, size_t, int, int, int, int64_t)'),
    munmap: library.func('int munmap(void *, size_t)'),
    poll: library.func('int poll(void *, unsigned long, int)'),
    close: library.func('int close(int)'),
    ifNameToIndex: library.func('uint32_t if_nametoindex(const char *)'),
    clockGetTime: library.func('int clock_gettime(int, void *)'),
    errno: () => foreign.errno(),
    view: (address, length) => foreign.view(address, length),
    addressOf: (buffer) => foreign.address(buffer),
  }
}

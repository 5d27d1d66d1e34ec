/**
 * Big-endian reads, as networks order them (RFC 791, appendix B). The caller has checked the
 * length: `?? 0` only tells the compiler that an index in range has a value, and costs nothing.
 */
export const u8 = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0

export const u16 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)

/**
 * Signed: a number of 32 bits in this form is stored without an object on the heap. `>>> 0` makes
 * it unsigned.
 */
export const i32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 24) |
  ((bytes[at + 1] ?? 0) << 16) |
  ((bytes[at + 2] ?? 0) << 8) |
  (bytes[at + 3] ?? 0)

/** Little-endian, as what a driver puts before a radio frame is ordered. */
export const u16le = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)

/** Little-endian and signed. */
export const i32le = (bytes: Uint8Array, at: number): number =>
  u16le(bytes, at) | (u16le(bytes, at + 2) << 16)

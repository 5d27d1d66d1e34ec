import { u8 } from '../bytes.ts'

/**
 * The authentication header: next header, length in units of 4 bytes without the first 8, and what
 * proves the packet (RFC 4302, section 2).
 */
const LENGTH = 1
const LEFT_OUT = 2
/** Without the proof, whose length is agreed on elsewhere. */
export const AUTHENTICATION_FIXED_LENGTH = 12

/** The length that the header at `at` says it has; may be less than its fixed part. */
export const authenticationLength = (bytes: Uint8Array, at: number): number =>
  (u8(bytes, at + LENGTH) + LEFT_OUT) << 2

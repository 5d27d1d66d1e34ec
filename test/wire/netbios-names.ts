/** Names of NetBIOS for the tests. */

const LENGTH = 15

/** The 16 bytes of a name: in capitals, filled with spaces, then the suffix. */
export const plainName = (name: string, suffix: number): Uint8Array =>
  Uint8Array.from([...Buffer.from(name.toUpperCase().padEnd(LENGTH), 'latin1'), suffix])

/** The label that stands for them (RFC 1001, 14.1). */
export const codedLabel = (name: string, suffix: number): string =>
  [...plainName(name, suffix)]
    .map((byte) => String.fromCharCode(0x41 + (byte >> 4), 0x41 + (byte & 15)))
    .join('')

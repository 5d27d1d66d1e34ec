/** How the Initial packets of a version are read. */
export type QuicVersion = {
  readonly word: string
  /** From which the keys of Initial packets follow. */
  readonly salt: Uint8Array
  /** What its labels begin with (RFC 9369, 3.3.2). */
  readonly label: 'quic' | 'quicv2'
  /** The two bits of an Initial packet (RFC 9369, 3.2). */
  readonly initial: number
  /** The type of a CRYPTO frame. */
  readonly crypto: number
}

/** RFC 9000, 19.6; Google counted otherwise while QUIC was its own. */
const CRYPTO = 6
const GOOGLE_CRYPTO = 8

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

/** RFC 9001, 5.2; the drafts from 33 on have it too. */
const V1_SALT = bytes('38762cf7f55934b34d179ae6a4c80cadccbb7f0a')
/** RFC 9369, 3.3.1. */
const V2_SALT = bytes('0dede3def700a6db819381be6e269dcbf9bd2ed9')
/** draft-ietf-quic-tls, 5.2, by the first draft that has it. */
const DRAFT_22_SALT = bytes('7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a')
const DRAFT_23_SALT = bytes('c3eef712c72ebb5a11a7d2432bb46365bef9f502')
const DRAFT_29_SALT = bytes('afbfec289993d24c9e9786f19c6111e04390a899')
/** Of Google's versions between its own handshake and TLS (net/third_party/quiche, crypto_utils.cc). */
const Q050_SALT = bytes('504574efd066fe2f9d945cfcdbd3a7f0d3b56b45')
const T050_SALT = bytes('7ff579e5acd072915580304c43a2367c60488310')
const T051_SALT = bytes('7a4edef4e7ccee5fa4506c19124fc8ccda6e033d')

const FIRST_DRAFT = 0xff000000
const saltOfDraft = (draft: number): Uint8Array | undefined => {
  if (draft >= 33 && draft <= 34) return V1_SALT
  if (draft >= 29) return draft <= 32 ? DRAFT_29_SALT : undefined
  if (draft >= 23) return DRAFT_23_SALT
  return draft === 22 ? DRAFT_22_SALT : undefined
}

const V1: QuicVersion = { word: 'v1', salt: V1_SALT, label: 'quic', initial: 0, crypto: CRYPTO }
const known = new Map<number, QuicVersion>([
  [0x00000001, V1],
  [0x6b3343cf, { word: 'v2', salt: V2_SALT, label: 'quicv2', initial: 1, crypto: CRYPTO }],
  // Facebook's, on the way to the standard.
  [0xfaceb001, { ...V1, word: 'mvfst', salt: DRAFT_22_SALT }],
  [0xfaceb002, { ...V1, word: 'mvfst', salt: DRAFT_23_SALT }],
  [0xfaceb00e, { ...V1, word: 'mvfst', salt: DRAFT_23_SALT }],
  [0x51303530, { ...V1, word: 'Q050', salt: Q050_SALT, crypto: GOOGLE_CRYPTO }],
  [0x54303530, { ...V1, word: 'T050', salt: T050_SALT, crypto: GOOGLE_CRYPTO }],
  [0x54303531, { ...V1, word: 'T051', salt: T051_SALT, crypto: GOOGLE_CRYPTO }],
])
for (let draft = 22; draft <= 34; draft++) {
  const salt = saltOfDraft(draft)
  if (salt !== undefined)
    known.set((FIRST_DRAFT | draft) >>> 0, { ...V1, word: `draft-${draft}`, salt })
}

/** The version with this number of 32 bits, unsigned; undefined where nobody knows it. */
export const quicVersion = (number: number): QuicVersion | undefined => known.get(number)

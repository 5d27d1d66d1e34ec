/**
 * What the state word of a flow says of its application, above the bits of FlowFlag (see flow-record.ts). A number of an application is its
 * place in `applications` + 1.
 */
const APPLICATION_SHIFT = 8
const APPLICATION_MASK = 0xff
const LOOKS_SHIFT = 16
const LOOKS_MASK = 0x0f

/** Payloads of a flow that are looked at before it is given up: who has not said in so many what he speaks will not. */
export const MAX_LOOKS = 12

export const ApplicationFlag = {
  /** Nothing more is to be learned, or it was given up. */
  settled: 1 << 20,
  /** Settled, but each payload is still shown. */
  follows: 1 << 21,
  /** The flow itself said its name; without it the name is that by which its device knows the address. */
  named: 1 << 22,
  /** With `named`: what it said is an address, and tells a person nothing new. */
  literal: 1 << 24,
  /** Its two sides go over to TLS. */
  secured: 1 << 23,
} as const

/** The number of the application in a state word; 0: nobody knows. */
export const applicationOf = (state: number): number =>
  (state >>> APPLICATION_SHIFT) & APPLICATION_MASK

export const withApplication = (state: number, application: number): number =>
  (state & ~(APPLICATION_MASK << APPLICATION_SHIFT)) | (application << APPLICATION_SHIFT)

/** How many payloads of it were looked at, up to MAX_LOOKS. */
export const looksOf = (state: number): number => (state >>> LOOKS_SHIFT) & LOOKS_MASK

export const withLook = (state: number): number => state + (1 << LOOKS_SHIFT)

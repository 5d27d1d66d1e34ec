/** What is remembered of a flow besides its counters: the lowest bits of its state. */
export const FlowFlag = {
  /** The higher end sent the first packet. */
  firstHigh: 1,
  /** A SYN said who the client is. */
  synSeen: 2,
  /** With `synSeen`: the client is the higher end. */
  clientHigh: 4,
  /** FIN or RST was seen. */
  closed: 8,
  /**
   * A frame for the lower, the higher end went to a group MAC, and this end never sent: it is a
   * broadcast address.
   */
  groupLow: 16,
  groupHigh: 32,
} as const

/**
 * The record of a flow: its key, then its amounts as four doubles, then its numbers as eight words. Side by side because one packet touches
 * them all: it waits for two lines of the cache, not for four.
 */
export const FLOW_WORDS = 26

/** Doubles from one record to the next, and where in it are: wire lengths from the lower end and from the higher one; when its first and its last packet came (ms since the epoch). */
export const AMOUNTS = 13
export const BYTES = 5
export const FIRST_AT = 7
export const LAST_AT = 8

/** Words from one record to the next, and where in it are: packets from the lower end and from the higher one. */
export const NUMBERS = FLOW_WORDS
export const PACKETS = 18
/** FlowFlag bits, above them the bits of flow-application.ts. */
export const STATE = 20
/** The MACs that the lower and the higher end last sent from: numbers of mac-table.ts, 16 bits each; 0: it has not sent. */
export const MACS = 21
/** What it is called: a number of the names; 0: nobody said. */
export const NAME = 22
/** The entry of its TCP health + 1; 0: none. */
export const TCP = 23
/** Its slot among the payloads that are still collected + 1; 0: none. */
export const SLOT = 24
/** The tunnel that it was first found in; 0: none. */
export const TUNNEL = 25

/** The number of the MAC that this side of the flow at `entry` last sent from; 0: it has not sent. */
export const macOf = (numbers: Int32Array, entry: number, side: number): number => {
  const macs = numbers[NUMBERS * entry + MACS] ?? 0
  return side === 0 ? macs & 0xffff : macs >>> 16
}

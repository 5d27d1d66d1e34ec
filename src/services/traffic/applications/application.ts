/**
 * The contract between whoever collects the payloads of flows and those who know what is said in them. An application is one file and
 * one line in `index.ts`. None of this knows flows, tables or time: an application reads bytes in place and raises facts.
 */

/** What an application makes of a payload. */
export const Verdict = {
  /** It is not this application; it is not asked again about this flow, also where only the other side would have told. */
  no: 0,
  /** It may be: show the same payload again with what follows it in the same direction, or what the other side says. */
  unsure: 1,
  /** It is, and what it needs is not yet whole: show the same payload again with what follows it in the same direction. */
  more: 2,
  /** It is, and all of this payload was understood: show what comes next, of either side. */
  next: 3,
  /** It is, and nothing more is to be learned of this flow. */
  done: 4,
  /** It is, and one side has asked for TLS: what follows is shown to that, which tells the name. */
  secures: 5,
} as const
export type Verdict = (typeof Verdict)[keyof typeof Verdict]

/**
 * What one side of a flow said, in place; valid during the call only, and the same object each time. For TCP the beginning of what this
 * side says, or of what follows the part that was answered with `next`, in order and without gaps; for UDP one datagram, or several
 * of one side after `unsure` or `more`. That a side has closed is never shown.
 */
export type Payload = {
  readonly bytes: Uint8Array
  /** The first byte, and the one behind the last: only these may be read. */
  readonly from: number
  readonly to: number
  /** How many datagrams `bytes` holds, and where (as an index like `from`) each of them ends. Of TCP always one. */
  readonly datagrams: number
  readonly ends: Int32Array
  /** Whether the snaplen cut the last packet: nothing will ever follow without a gap. */
  readonly isCut: boolean
  readonly isTcp: boolean
  /** Whether the end that is taken for the client says it: the sender of the SYN, else the one without the well-known port. */
  readonly fromClient: boolean
  readonly clientPort: number
  readonly serverPort: number
  /** Whether it went to a multicast or broadcast address. */
  readonly isToGroup: boolean
}

/**
 * Where facts go. Texts are ranges of bytes, [from, to), of whatever array they stand in; they are copied where they are kept. A text that
 * is empty, longer than its bound or not what it should be is ignored by whoever takes it: applications need not check.
 */
export interface Facts {
  /** The host that the client asked this server for: SNI, HTTP host, the name in a DNS question. Letters, digits, `-`, `_`, `.`; a later one replaces it. */
  name(bytes: Uint8Array, from: number, to: number): void
  /** Counts something worth a line of its own, by a constant of the application: a method, a status, a version. At most 24 characters. */
  detail(text: string): void
  /** Like `detail`, of what was said. */
  detailOf(bytes: Uint8Array, from: number, to: number): void
  /** A DNS question with this transaction number went by. */
  dnsQuestion(id: number): void
  /** The answer to it, with its response code (RFC 1035, 4.1.1). */
  dnsAnswer(id: number, responseCode: number): void
  /** Somebody said that the host of this name has the address at `at`, which takes `length` bytes: 4 or 16. */
  hostAddress(
    bytes: Uint8Array,
    from: number,
    to: number,
    addresses: Uint8Array,
    at: number,
    length: number,
  ): void
  /** The machine that sent this calls itself so. */
  senderName(bytes: Uint8Array, from: number, to: number): void
  /** The machine with the MAC at `at` (6 bytes) of `macs` calls itself so. */
  machineName(bytes: Uint8Array, from: number, to: number, macs: Uint8Array, at: number): void
}

export type Application = {
  /** Its word: lower case, at most 16 characters. */
  readonly name: string
  readonly transport: 'tcp' | 'udp' | 'both'
  /** Server ports on which it is asked before all others, in the order of `index.ts`. It is asked on every other port too unless `portsOnly`. */
  readonly ports: readonly number[]
  /** For what cannot be told by its bytes alone. */
  readonly portsOnly?: true
  /**
   * Never throws, reads nothing outside [payload.from, payload.to), allocates nothing unless it must decrypt, and takes a number of steps that
   * is bounded by the length. Keeps nothing of `payload`. Raises facts only together with `more`, `next` or `done`; with `more` none
   * that it would raise again.
   */
  readonly look: (payload: Payload, facts: Facts) => Verdict
  /** Whether its name is what the server was asked about (DNS, DHCP), and not the server's own. */
  readonly asksAbout?: true
  /** Whether payloads are shown after `done` too (questions and answers that go on all the time); then each alone, and the verdict is ignored. */
  readonly follows?: true
  /** With `follows`: whether a payload that begins with this byte is shown, where most need not be. */
  readonly followsWhere?: (first: number) => boolean
}

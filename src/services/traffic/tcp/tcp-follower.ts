import type { TcpHealth } from '../../../base/traffic/traffic-health.ts'
import type { PacketView } from '../../../wire/packet-view.ts'
import { TcpFlag } from '../../../wire/transport/tcp.ts'
import { PendingSyns } from './pending-syns.ts'
import {
  ACKED,
  ACKED_AT,
  ADVANCED_AT,
  DUPLICATE_ACKS,
  FLAGS,
  HANDSHAKE,
  NEXT,
  OUT_OF_ORDER,
  RESETS,
  RETRANSMISSIONS,
  TCP_WORDS,
  TcpFlow,
  TcpTable,
  WINDOW,
  ZERO_WINDOWS,
} from './tcp-table.ts'

/** A segment that comes so soon after the highest one was overtaken by it, where no handshake told the round trip. */
const OVERTAKEN_US = 3_000
/** A segment that was asked for by duplicate acknowledgements follows the last of them at once. */
const FAST_MS = 20
/** Duplicate acknowledgements after which a sender sends again without waiting; RFC 5681, 3.2 says three, of which one may be lost to the capture. */
const FAST_ACKS = 2

const { syn: SYN, fin: FIN, rst: RST, ack: ACK } = TcpFlag

/** Places in the totals, in the order of `TcpHealth`. */
const CONNECTIONS = 0
const UNANSWERED = 1
const REFUSED = 2
const RETRANSMITTED = 3
const FAST = 4
const OVERTAKEN = 5
const DUPLICATED = 6
const ZERO = 7
const RESET = 8
const HANDSHAKES = 9
const SERVER_US = 10
const CLIENT_US = 11

/**
 * Follows the sequence numbers of TCP, by the rules by which Wireshark names what it sees (epan/dissectors/packet-tcp.c,
 * tcp_analyze_sequence_number), so that a person who looks closer finds the same.
 */
export class TcpFollower {
  readonly table: TcpTable
  readonly #pending = new PendingSyns()
  readonly #totals = new Float64Array(12)

  constructor(limit: number) {
    this.table = new TcpTable(limit)
  }

  /**
   * Takes in a segment of the connection at `entry`, sent by the lower (0) or the higher (1) end at this time. Returns
   * whether its payload, if any, was not seen before.
   */
  follow(
    entry: number,
    side: 0 | 1,
    view: PacketView,
    seconds: number,
    nanoseconds: number,
  ): boolean {
    const us = seconds * 1e6 + nanoseconds / 1e3
    const w = this.table.words
    const at = entry * TCP_WORDS
    const own = at + side
    const other = at + (1 - side)
    const control = view.tcpFlags & (SYN | FIN | RST)
    if (control & SYN) this.#open(entry, side, view, us)
    const now = us | 0
    const length = view.payloadLength
    const { sequence, acknowledgement, window } = view
    let flags = w[at + FLAGS] ?? 0
    const isHeard = (flags & (TcpFlow.heard << side)) !== 0
    const next = w[own + NEXT] ?? 0
    const ahead = (sequence - next) | 0
    const acked = w[own + ACKED] ?? 0
    const shown = w[own + WINDOW] ?? 0

    const isProbe = isHeard && length === 1 && ahead === 0 && this.#isClosed(other, flags, side)
    const isKeepAlive = isHeard && control === 0 && length <= 1 && ahead === -1
    if (window === 0 && control === 0) this.#count(at + ZERO_WINDOWS, ZERO)
    let run = shown >>> 16
    if (!isProbe && isHeard && length === 0 && control === 0 && ahead === 0) {
      const isSame = window === (shown & 0xffff) && acknowledgement === acked
      const answersBeat = (flags & ((TcpFlow.keptAlive | TcpFlow.probed) << (1 - side))) !== 0
      if (isSame && window !== 0 && !answersBeat) {
        run = Math.min(run + 1, 0xffff)
        this.#count(at + DUPLICATE_ACKS, DUPLICATED)
      }
    }
    if (acknowledgement !== acked) run = 0

    let isNew = true
    const takes = length + (control & (SYN | FIN) ? 1 : 0)
    if (isHeard && takes > 0 && ahead < 0 && !isKeepAlive) {
      isNew = this.#judge(at, side, sequence, takes, next, now)
    }
    if (!isHeard || ((((sequence + takes) | 0) - next) | 0) > 0) {
      if (!isProbe) {
        w[own + NEXT] = (sequence + takes) | 0
        w[own + ADVANCED_AT] = now
      }
    }
    w[own + WINDOW] = window | (run << 16)
    if (view.tcpFlags & ACK) w[own + ACKED] = acknowledgement
    const ms = Math.floor((now >>> 0) / 1000) & 0xffff
    const ackedAt = w[at + ACKED_AT] ?? 0
    w[at + ACKED_AT] = side === 0 ? (ackedAt & ~0xffff) | ms : (ackedAt & 0xffff) | (ms << 16)
    flags &= ~((TcpFlow.keptAlive | TcpFlow.probed) << side)
    flags |= TcpFlow.heard << side
    if (isKeepAlive) flags |= TcpFlow.keptAlive << side
    if (isProbe) flags |= TcpFlow.probed << side
    w[at + FLAGS] = flags
    if (control & (FIN | RST)) this.#close(at, side, control)
    if ((flags & (TcpFlow.answered | TcpFlow.established)) === TcpFlow.answered)
      this.#establish(at, side, view, now)
    return isNew && !isKeepAlive
  }

  /** What came since the last call; counts unanswered connections up to `us` (Infinity: all that are not answered). */
  take(us: number): TcpHealth {
    const unanswered = this.#pending.expire(us, this.table.words)
    const totals = this.#totals
    const health: TcpHealth = {
      connections: totals[CONNECTIONS] ?? 0,
      unanswered: (totals[UNANSWERED] ?? 0) + unanswered,
      refused: totals[REFUSED] ?? 0,
      retransmissions: totals[RETRANSMITTED] ?? 0,
      fastRetransmissions: totals[FAST] ?? 0,
      outOfOrder: totals[OVERTAKEN] ?? 0,
      duplicateAcks: totals[DUPLICATED] ?? 0,
      zeroWindows: totals[ZERO] ?? 0,
      resets: totals[RESET] ?? 0,
      handshakes: totals[HANDSHAKES] ?? 0,
      serverUs: totals[SERVER_US] ?? 0,
      clientUs: totals[CLIENT_US] ?? 0,
    }
    totals.fill(0)
    return health
  }

  /** The connection at entry `from` is now at `to`. */
  moved(from: number, to: number): void {
    this.table.move(from, to)
    this.#pending.moved(from, to)
  }

  /** All have moved, to the first `size` entries. */
  allMoved(size: number, givesBack: boolean): void {
    this.table.truncate(size, givesBack)
    this.#pending.allMoved()
  }

  #isClosed(other: number, flags: number, side: 0 | 1): boolean {
    const isHeard = (flags & (TcpFlow.heard << (1 - side))) !== 0
    return isHeard && ((this.table.words[other + WINDOW] ?? 0) & 0xffff) === 0
  }

  /** A SYN: begins the connection, or another one of the same ends, or was sent again. */
  #open(entry: number, side: 0 | 1, view: PacketView, us: number): void {
    const w = this.table.words
    const at = entry * TCP_WORDS
    const flags = w[at + FLAGS] ?? 0
    if (view.tcpFlags & ACK) {
      w[at + FLAGS] = flags | (flags & TcpFlow.synSeen ? TcpFlow.answered : 0)
      return
    }
    const isAgain =
      (flags & (TcpFlow.heard << side)) !== 0 &&
      w[at + side + NEXT] === ((view.sequence + view.payloadLength + 1) | 0)
    w[at + HANDSHAKE] = us | 0
    if (isAgain && (flags & TcpFlow.synSeen) !== 0) return
    w.fill(0, at + NEXT, at + FLAGS)
    w[at + FLAGS] = TcpFlow.synSeen
    w[at + ACKED_AT] = 0
    this.#add(CONNECTIONS, 1)
    this.#add(UNANSWERED, this.#pending.add(entry, us, w))
  }

  /** The client's first ACK after SYN and SYN-ACK. */
  #establish(at: number, side: 0 | 1, view: PacketView, now: number): void {
    if ((view.tcpFlags & (SYN | ACK)) !== ACK) return
    const w = this.table.words
    const answeredAt = w[at + (1 - side) + ADVANCED_AT] ?? 0
    const askedAt = w[at + HANDSHAKE] ?? 0
    // Only the client's own ACK ends it: the server may send before it comes.
    if (((w[at + (1 - side) + NEXT] ?? 0) - view.acknowledgement) | 0) return
    w[at + FLAGS] = (w[at + FLAGS] ?? 0) | TcpFlow.established
    w[at + HANDSHAKE] = (now - askedAt) | 0
    this.#add(HANDSHAKES, 1)
    this.#add(SERVER_US, Math.max(0, (answeredAt - askedAt) | 0))
    this.#add(CLIENT_US, Math.max(0, (now - answeredAt) | 0))
  }

  #close(at: number, side: 0 | 1, control: number): void {
    const w = this.table.words
    let flags = w[at + FLAGS] ?? 0
    if (control & FIN) flags |= TcpFlow.fin << side
    if (control & RST) {
      this.#count(at + RESETS, RESET)
      const isAnswer = (flags & (TcpFlow.heard << (1 - side))) !== 0
      const isOpening = (flags & (TcpFlow.synSeen | TcpFlow.answered)) === TcpFlow.synSeen
      if (isOpening && isAnswer && (flags & (TcpFlow.reset | TcpFlow.refused)) === 0) {
        flags |= TcpFlow.refused
        this.#add(REFUSED, 1)
      }
      flags |= TcpFlow.reset
    }
    w[at + FLAGS] = flags
  }

  /**
   * What a segment is that begins before NEXT; whether it is new. `takes`: the sequence numbers that it takes. What was
   * acknowledged before is sent again for nothing.
   */
  #judge(
    at: number,
    side: 0 | 1,
    sequence: number,
    takes: number,
    next: number,
    now: number,
  ): boolean {
    const w = this.table.words
    const other = at + (1 - side)
    const ackedAt = ((w[at + ACKED_AT] ?? 0) >>> (side === 0 ? 16 : 0)) & 0xffff
    const sinceAck = (Math.floor((now >>> 0) / 1000) - ackedAt) & 0xffff
    if (
      (w[other + WINDOW] ?? 0) >>> 16 >= FAST_ACKS &&
      w[other + ACKED] === sequence &&
      sinceAck < FAST_MS
    ) {
      this.#count(at + RETRANSMISSIONS, RETRANSMITTED)
      this.#add(FAST, 1)
      return false
    }
    const acked = w[other + ACKED] ?? 0
    const isAcked = acked !== 0 && ((sequence + takes - acked) | 0) <= 0
    const handshake = w[at + HANDSHAKE] ?? 0
    const isEstablished = ((w[at + FLAGS] ?? 0) & TcpFlow.established) !== 0
    const soon = isEstablished && handshake > 0 ? handshake : OVERTAKEN_US
    const sinceNext = (now - (w[at + side + ADVANCED_AT] ?? 0)) | 0
    if (!isAcked && sinceNext < soon && ((sequence + takes) | 0) !== next) {
      this.#count(at + OUT_OF_ORDER, OVERTAKEN)
      return true
    }
    this.#count(at + RETRANSMISSIONS, RETRANSMITTED)
    return false
  }

  #count(word: number, total: number): void {
    const w = this.table.words
    w[word] = ((w[word] ?? 0) + 1) | 0
    this.#add(total, 1)
  }

  #add(place: number, amount: number): void {
    this.#totals[place] = (this.#totals[place] ?? 0) + amount
  }
}

/** How well TCP went: counts of what was seen, and sums of times, from which averages follow. */
export type TcpHealth = {
  /** Connections whose first SYN was seen. */
  readonly connections: number
  /** Of them: never answered within the time that a person would wait, and refused by a reset. */
  readonly unanswered: number
  readonly refused: number
  /** Segments that were sent again, all of them; those that duplicate acknowledgements asked for are counted among them. */
  readonly retransmissions: number
  readonly fastRetransmissions: number
  readonly outOfOrder: number
  readonly duplicateAcks: number
  readonly zeroWindows: number
  readonly resets: number
  /** Handshakes that were seen as a whole, and the sums of their halves in microseconds: SYN to SYN-ACK is the server's side, SYN-ACK to ACK the client's. */
  readonly handshakes: number
  readonly serverUs: number
  readonly clientUs: number
}

/** How well names were resolved. */
export type DnsHealth = {
  readonly questions: number
  readonly answers: number
  /** Answers that the name does not exist (NXDOMAIN), and those with any other response code than 0. */
  readonly nameErrors: number
  readonly failures: number
  /** Answers whose question was seen, and the sum of the times between, in microseconds. */
  readonly timed: number
  readonly latencyUs: number
}

export const NO_TCP: TcpHealth = {
  connections: 0,
  unanswered: 0,
  refused: 0,
  retransmissions: 0,
  fastRetransmissions: 0,
  outOfOrder: 0,
  duplicateAcks: 0,
  zeroWindows: 0,
  resets: 0,
  handshakes: 0,
  serverUs: 0,
  clientUs: 0,
}

export const NO_DNS: DnsHealth = {
  questions: 0,
  answers: 0,
  nameErrors: 0,
  failures: 0,
  timed: 0,
  latencyUs: 0,
}

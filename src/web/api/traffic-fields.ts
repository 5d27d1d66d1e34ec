/** Figures that live captures and stored files have alike, as the API has them. */
import { z } from 'zod'
import { countField } from '../../base/fields.ts'

/** Of a device or a destination, as the devices of this network see it. */
export const twoWays = {
  sentPackets: countField,
  sentBytes: countField,
  receivedPackets: countField,
  receivedBytes: countField,
}

const packetSum = z.object({ packets: countField, bytes: countField })

/** Told apart; `own` is the capturing machine's, null where nobody knows which that is. */
export const apart = z.object({
  broadcast: packetSum,
  multicast: packetSum,
  own: packetSum.nullable(),
})

/** Counts; times are sums in microseconds, of as many handshakes as are said beside them. */
export const tcpHealth = z.object({
  connections: countField,
  unanswered: countField,
  refused: countField,
  retransmissions: countField,
  fastRetransmissions: countField,
  outOfOrder: countField,
  duplicateAcks: countField,
  zeroWindows: countField,
  resets: countField,
  handshakes: countField,
  serverUs: countField,
  clientUs: countField,
})

/** Counts; `latencyUs` is a sum in microseconds, of as many answers as `timed` says. */
export const dnsHealth = z.object({
  questions: countField,
  answers: countField,
  nameErrors: countField,
  failures: countField,
  timed: countField,
  latencyUs: countField,
})

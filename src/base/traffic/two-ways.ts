/** What a device sent and received, or what was sent to a destination and received from it. Bytes are lengths on the wire. */
export type TwoWays = {
  readonly sentPackets: number
  readonly sentBytes: number
  readonly receivedPackets: number
  readonly receivedBytes: number
}

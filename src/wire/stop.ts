/** Why decoding ended before the payload. */
export const Stop = {
  none: 0,
  /**
   * The capture kept fewer bytes than the frame had (snaplen), and the next header is among the
   * missing ones.
   */
  truncated: 1,
  /** The packet contradicts itself, or was sent shorter than it says. */
  malformed: 2,
  /** More tags, labels, extension headers or tunnels than a reader of ours follows. */
  tooDeep: 3,
} as const
export type Stop = (typeof Stop)[keyof typeof Stop]

/** Where decoding ended. */
export const Layer = {
  none: 0,
  ethernet: 1,
  vlan: 2,
  llc: 3,
  arp: 4,
  ipv4: 5,
  ipv6: 6,
  icmp: 7,
  tcp: 8,
  udp: 9,
  loopback: 10,
  raw: 11,
  ppp: 12,
  pppoe: 13,
  hdlc: 14,
  cooked: 15,
  wifi: 16,
  radio: 17,
  mpls: 18,
  authentication: 19,
  sctp: 20,
  dccp: 21,
  gre: 22,
  tunnel: 23,
} as const
export type Layer = (typeof Layer)[keyof typeof Layer]

/** A layer as a failure names it. */
export const layerName = (layer: Layer): string =>
  Object.entries(Layer).find(([, value]) => value === layer)?.[0] ?? 'none'

/** EtherTypes that the IEEE assigned, as far as a reader of ours asks for them. */
export const Ethertype = {
  ipv4: 0x0800,
  arp: 0x0806,
  /** A whole Ethernet frame: only GRE uses it. */
  bridged: 0x6558,
  customerTag: 0x8100,
  ipv6: 0x86dd,
  ppp: 0x880b,
  mpls: 0x8847,
  mplsMulticast: 0x8848,
  pppoeSession: 0x8864,
  serviceTag: 0x88a8,
  /** QinQ before 802.1ad gave it a type of its own; still sent. */
  oldServiceTag: 0x9100,
} as const

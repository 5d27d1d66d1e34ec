/**
 * How a frame begins: the LINKTYPE_ numbers of https://www.tcpdump.org/linktypes.html that a reader
 * of ours knows.
 */
export const LinkType = {
  null: 0,
  ethernet: 1,
  ppp: 9,
  /** What raw IP is called by the BSDs, in files that were written without translating it. */
  rawBsd: 12,
  rawOpenBsd: 14,
  pppHdlc: 50,
  pppoe: 51,
  raw: 101,
  ciscoHdlc: 104,
  wifi: 105,
  loop: 108,
  linuxCooked: 113,
  prism: 119,
  radiotap: 127,
  ppi: 192,
  mpls: 219,
  ipv4: 228,
  ipv6: 229,
  linuxCooked2: 276,
} as const

const known: ReadonlySet<number> = new Set(Object.values(LinkType))

/** Whether frames of this link type are read; of others only the lengths are known. */
export const isKnownLink = (link: number): boolean => known.has(link)

/** How one packet is carried in another. */
export const Tunnel = {
  none: 0,
  /** IPv4 in IPv4 or IPv6 (RFC 2003, RFC 2473). */
  ipip: 1,
  /** IPv6 in IPv4 or IPv6 (RFC 4213, RFC 2473). */
  ip6ip: 2,
  gre: 3,
  vxlan: 4,
  gtp: 5,
  capwap: 6,
} as const

const names = new Map(Object.entries(Tunnel).map(([name, tunnel]) => [tunnel as number, name]))

/** As people call it. */
export const tunnelName = (tunnel: number): string => names.get(tunnel) ?? 'none'

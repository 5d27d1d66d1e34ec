/**
 * The words that keep an interface from speaking IPv6 of its own accord, for a command inside a namespace; `all` and `default` are names
 * too. A bare Debian has no `sysctl`.
 */
export const withoutIpv6 = (interfaceName: string): readonly string[] => [
  ...['sh', '-c', 'echo 1 > "$1"', 'sh'],
  `/proc/sys/net/ipv6/conf/${interfaceName}/disable_ipv6`,
]

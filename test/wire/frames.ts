/** Frames for the tests, in hex as they are on the wire; spaces are for the eye. */
const MACS = '020000000002 020000000001'
const V4 = '4500 0000 0001 0000 40 06 0000 c0a80105 5db8d822'

/** An IPv4 header from 192.168.1.5 to 93.184.216.34. */
const ipv4 = (protocol: string, payload: string, fragment = '0000', options = ''): string => {
  const length = 20 + (options.replaceAll(' ', '').length + payload.replaceAll(' ', '').length) / 2
  const ihl = (5 + options.replaceAll(' ', '').length / 8).toString(16)
  return V4.replace('4500 0000', `4${ihl}00 ${length.toString(16).padStart(4, '0')}`)
    .replace('0001 0000', `0001 ${fragment}`)
    .replace('40 06', `40 ${protocol}`)
    .concat(options, payload)
}

/** An IPv6 header from fe80::1 to 2001:db8::2. */
const ipv6 = (next: string, payload: string): string => {
  const length = (payload.replaceAll(' ', '').length / 2).toString(16).padStart(4, '0')
  const ends = 'fe800000000000000000000000000001 20010db8000000000000000000000002'
  return `60000000 ${length} ${next} 40 ${ends}${payload}`
}

const TCP = 'c350 01bb 80000001 7fffffff 5 0 12 ffff 0000 0000'.replace('5 0 12', '5012')
const TCP_OPTIONS = 'c350 01bb 00000001 00000000 6002 faf0 0000 0000 020405b4'
const UDP = 'd431 0035 000c 0000 61626364'

const EIGHT_OPTIONS = '3c00 010400000000'.repeat(8)

export const frames = {
  tcp: `${MACS} 0800 ${ipv4('06', TCP)}`,
  tcpOptions: `${MACS} 0800 ${ipv4('06', TCP_OPTIONS)}`,
  udp: `${MACS} 0800 ${ipv4('11', UDP)}`,
  udpPadded: `${MACS} 0800 ${ipv4('11', UDP)} 000000000000`,
  icmp: `${MACS} 0800 ${ipv4('01', '0800 0000 0001 0001')}`,
  igmp: `${MACS} 0800 ${ipv4('02', '1600 0000 e00000fb')}`,
  ipv4Options: `${MACS} 0800 ${ipv4('11', UDP, '0000', '94040000')}`,
  firstFragment: `${MACS} 0800 ${ipv4('11', 'd431 0035 0fa0 0000 61626364', '2000')}`,
  laterFragment: `${MACS} 0800 ${ipv4('11', '6162636465666768', '00b9')}`,
  vlan: `${MACS} 8100 6064 0800 ${ipv4('11', UDP)}`,
  qinq: `${MACS} 88a8 0065 8100 0066 0800 ${ipv4('11', UDP)}`,
  arp: `${MACS} 0806 0001 0800 06 04 0001 020000000001 c0a80105 000000000000 c0a80101`,
  ipv6Tcp: `${MACS} 86dd ${ipv6('06', TCP)}`,
  ipv6Extensions: `${MACS} 86dd ${ipv6('00', `3c00 010400000000 1100 010400000000 ${UDP}`)}`,
  ipv6First: `${MACS} 86dd ${ipv6('2c', `1100 0001 00000001 ${UDP}`)}`,
  ipv6Later: `${MACS} 86dd ${ipv6('2c', '1100 0010 00000001 6162636465666768')}`,
  ipv6Atomic: `${MACS} 86dd ${ipv6('2c', `1100 0000 00000001 ${UDP}`)}`,
  ipv6NoNext: `${MACS} 86dd ${ipv6('3b', '')}`,
  icmp6: `${MACS} 86dd ${ipv6('3a', '8700 0000 00000000 fe800000000000000000000000000009')}`,
  llc: `0180c2000000 020000000001 0007 424203 00000000`,
  snap: `${MACS} 0028 aaaa03 000000 0800 ${ipv4('11', UDP)}`,
  lldp: `0180c200000e 020000000001 88cc 0207040200000000`,
  ihlTooSmall: `${MACS} 0800 ${ipv4('11', UDP).replace('4500', '4400')}`,
  totalBelowHeader: `${MACS} 0800 ${ipv4('11', UDP).replace('4500 0020', '4500 0013')}`,
  totalBeyondFrame: `${MACS} 0800 ${ipv4('11', UDP).replace('4500 0020', '4500 0420')}`,
  versionWrong: `${MACS} 0800 ${ipv4('11', UDP).replace('4500', '5500')}`,
  offsetTooSmall: `${MACS} 0800 ${ipv4('06', TCP.replace('5012', '4012'))}`,
  udpTooShort: `${MACS} 0800 ${ipv4('11', UDP.replace('000c', '0007'))}`,
  udpTooLong: `${MACS} 0800 ${ipv4('11', UDP.replace('000c', '000d'))}`,
  tooManyTags: `${MACS} 8100 0001 8100 0002 8100 0003 8100 0004 8100 0005 0800`,
  tooManyExtensions: `${MACS} 86dd ${ipv6('3c', `${EIGHT_OPTIONS} 1100 010400000000`)}`,
} as const

export const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

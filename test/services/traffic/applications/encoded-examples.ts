import { kerberos } from '../../../../src/services/traffic/applications/kerberos.ts'
import { ldap } from '../../../../src/services/traffic/applications/ldap.ts'
import { snmp } from '../../../../src/services/traffic/applications/snmp.ts'
import { nfs, sunrpc } from '../../../../src/services/traffic/applications/sunrpc.ts'
import { bytesOf as hex } from '../../../wire/frames.ts'
import {
  type Examples,
  join,
  OTHER_PORT,
  tcpClient,
  tcpServer,
  udpClient,
  udpServer,
} from './spoken.ts'

/** A BER element of at most 127 bytes. */
const element = (tag: number, ...content: readonly (string | Uint8Array)[]): Uint8Array => {
  const all = join(...content)
  return join(Uint8Array.of(tag, all.length), all)
}
const number = (value: number, tag = 0x02) => element(tag, Uint8Array.of(value))
const VALUES = element(0x30, element(0x30, element(0x06, hex('2b060102010101')), hex('0500')))

const snmpOf = (version: number, pdu = 0xa0, community = 0x04) =>
  element(
    0x30,
    number(version),
    element(community, 'public'),
    element(pdu, number(7), number(0), number(0), VALUES),
  )
const snmp3 = element(
  0x30,
  number(3),
  element(0x30, number(7), number(64), element(0x04, '\x04'), number(3)),
  element(0x04, element(0x30, element(0x04, 'engine'))),
  element(0x04, 'encrypted'),
)

const ldapOf = (operation: Uint8Array) => element(0x30, number(1), operation)
const bind = (version: number) =>
  element(0x60, number(version), element(0x04, 'cn=bob'), element(0x80, 'secret'))
const search = element(
  0x63,
  element(0x04, 'dc=example'),
  number(2, 0x0a),
  number(0, 0x0a),
  hex('020100 020100 010100 870b'),
  'objectClass',
  hex('3000'),
)
const result = (tag: number) => element(tag, number(0, 0x0a), element(0x04, ''), element(0x04, ''))

const kerberosOf = (tag: number, type: number, first: number, version = 5) =>
  element(
    tag,
    element(0x30, element(first, number(version)), element(first + 1, number(type)), 'rest'),
  )
const framed = (message: Uint8Array) => join(Uint8Array.of(0, 0, 0, message.length), message)

const call = (program: string, version = '00000002') =>
  hex(`11223344 00000000 ${version} ${program} 00000003 00000001 ${'00'.repeat(16)}`)
const NFS = '000186a3'
const PORTMAP = '000186a0'

/** What stands in BER (X.690) or XDR (RFC 4506). */
export const encodedExamples: Examples = [
  [
    snmp,
    [
      ['is asked in version 1', udpClient(161, snmpOf(0)), 'done', 'detail 1'],
      ['answers in version 2c', udpServer(OTHER_PORT, snmpOf(1, 0xa2)), 'done', 'detail 2c'],
      ['is asked in version 3', udpClient(OTHER_PORT, snmp3), 'done', 'detail 3'],
      ['has no version 2', udpClient(161, snmpOf(2)), 'no'],
      ['has no such PDU', udpClient(161, snmpOf(1, 0xa9)), 'no'],
      ['needs a community', udpClient(161, snmpOf(1, 0xa0, 0x0c)), 'no'],
      ['fills its datagram', udpClient(161, join(snmpOf(1), hex('00'))), 'no'],
      ['needs all of it', udpClient(161, snmpOf(1).subarray(0, 30)), 'no'],
      ['has no length without end', udpClient(161, join(hex('3080'), snmpOf(1).subarray(2))), 'no'],
    ],
  ],
  [
    ldap,
    [
      ['lets somebody in', tcpClient(OTHER_PORT, ldapOf(bind(3))), 'done'],
      ['has let somebody in', tcpServer(389, ldapOf(result(0x61))), 'done'],
      ['is searched', tcpClient(OTHER_PORT, ldapOf(search)), 'done'],
      ['is searched in a datagram', udpClient(389, ldapOf(search)), 'done'],
      ['has found all', tcpServer(OTHER_PORT, ldapOf(result(0x65))), 'done'],
      [
        'is asked for TLS',
        tcpClient(389, ldapOf(element(0x77, element(0x80, '1.3.6.1.4.1.1466.20037')))),
        'secures',
        'detail STARTTLS',
      ],
      ['has no version 4', tcpClient(389, ldapOf(bind(4))), 'no'],
      ['has no such operation', tcpClient(389, ldapOf(element(0x7a, number(1)))), 'no'],
      ['is not SNMP', udpClient(389, snmpOf(1)), 'no'],
      ['fills its datagram', udpClient(389, join(ldapOf(search), hex('00'))), 'no'],
    ],
  ],
  [
    kerberos,
    [
      ['is asked', udpClient(88, kerberosOf(0x6a, 10, 0xa1)), 'done', 'detail AS-REQ'],
      ['answers', udpServer(OTHER_PORT, kerberosOf(0x6b, 11, 0xa0)), 'done', 'detail AS-REP'],
      ['refuses', udpServer(88, kerberosOf(0x7e, 30, 0xa0)), 'done', 'detail KRB-ERROR'],
      [
        'is asked over TCP',
        tcpClient(OTHER_PORT, framed(kerberosOf(0x6c, 12, 0xa1))),
        'done',
        'detail TGS-REQ',
      ],
      ['has a type that agrees', udpClient(88, kerberosOf(0x6a, 12, 0xa1)), 'no'],
      ['is version 5', udpClient(88, kerberosOf(0x6a, 10, 0xa1, 4)), 'no'],
      ['fills its datagram', udpClient(88, join(kerberosOf(0x6a, 10, 0xa1), hex('00'))), 'no'],
      [
        'needs the length before it',
        tcpClient(88, join(hex('00000099'), kerberosOf(0x6c, 12, 0xa1))),
        'no',
      ],
    ],
  ],
  [
    nfs,
    [
      ['is called', udpClient(OTHER_PORT, call(NFS)), 'done'],
      ['is called over TCP', tcpClient(2049, join(hex('80000028'), call(NFS))), 'done'],
      ['is not what tells its port', udpClient(2049, call(PORTMAP)), 'no'],
      [
        'does not tell by an answer',
        udpServer(2049, hex(`11223344 00000001 ${'00'.repeat(32)}`)),
        'no',
      ],
    ],
  ],
  [
    sunrpc,
    [
      ['is called', udpClient(OTHER_PORT, call(PORTMAP)), 'done'],
      ['is called over TCP', tcpClient(111, join(hex('80000028'), call(PORTMAP))), 'done'],
      ['is not NFS', udpClient(111, call(NFS)), 'no'],
      ['has no version 3', udpClient(111, call(PORTMAP, '00000003')), 'no'],
      ['has no such program', udpClient(111, call('000286a0')), 'no'],
      ['needs a length', tcpClient(111, join(hex('80000004'), call(PORTMAP))), 'no'],
    ],
  ],
]

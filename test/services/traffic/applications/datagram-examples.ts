import { bittorrent } from '../../../../src/services/traffic/applications/bittorrent.ts'
import { coap } from '../../../../src/services/traffic/applications/coap.ts'
import { collectd } from '../../../../src/services/traffic/applications/collectd.ts'
import { dtls } from '../../../../src/services/traffic/applications/dtls.ts'
import { ipsec } from '../../../../src/services/traffic/applications/ipsec.ts'
import { ntp } from '../../../../src/services/traffic/applications/ntp.ts'
import { openvpn } from '../../../../src/services/traffic/applications/openvpn.ts'
import { radius } from '../../../../src/services/traffic/applications/radius.ts'
import { rtcp, rtp } from '../../../../src/services/traffic/applications/rtp.ts'
import { stun } from '../../../../src/services/traffic/applications/stun.ts'
import { tftp } from '../../../../src/services/traffic/applications/tftp.ts'
import { wireguard } from '../../../../src/services/traffic/applications/wireguard.ts'
import { bytesOf as hex } from '../../../wire/frames.ts'
import {
  type Examples,
  join,
  noise,
  OTHER_PORT,
  tcpClient,
  tcpServer,
  udpClient,
  udpServer,
} from './spoken.ts'

const hex16 = (value: number) => value.toString(16).padStart(4, '0')
const hex32 = (value: number) => value.toString(16).padStart(8, '0')

const rtpOf = (sequence: number, type = '00', source = 'a1b2c3d4') =>
  join(hex(`80 ${type} ${hex16(sequence)} ${hex32(160 * sequence)} ${source}`), noise(160))
const report = (source = 'a1b2c3d4') => hex(`81c90007 ${source} ${'11'.repeat(24)}`)
const description = 'a1b2c3d4 01 03 626f62 000000'

const utp = (type: string, sequence: number, time: number, connection = '4568') =>
  hex(`${type}00 ${connection} ${hex32(time)} 000000a7 00100000 ${hex16(sequence)} c745`)

/** The first bytes of a client's DHCP message look like uTP with an extension; it says the same again. */
const dhcp = hex(`01010600 11223344 ${'00'.repeat(232)}`)

const wireguardData = (counter: string, receiver = '11223344') =>
  join(hex(`04000000 ${receiver} ${counter}00000000000000`), noise(48))

const SESSION = '39fded2daa10a437'
const ike = (version: string, exchange: string, length = '00000030') =>
  hex(
    `1122334455667788 0000000000000000 21 ${version} ${exchange} 08 00000000 ${length} ${'00'.repeat(20)}`,
  )
const ike1 = (payload: string) =>
  hex(`1122334455667788 0000000000000000 ${payload} 10 02 00 00000000 00000020 00000004`)
const esp = (sequence: number, spi = 'c1d2e3f4') =>
  join(hex(`${spi} ${hex32(sequence)}`), noise(64))

const TRANSACTION = '0102030405060708090a0b0c'
const binding = (length = '0000') => `0001 ${length} 2112a442 ${TRANSACTION}`
const realm = join(
  hex(`0113 0018 2112a442 ${TRANSACTION} 0014 0010`),
  'turn.example.net',
  hex('8022 0000'),
)

/** A record of DTLS with 40 bytes (RFC 6347, 4.1). */
const dtlsOf = (type: string, version: string) =>
  join(hex(`${type} ${version} 0000 000000000001 0028`), noise(40))
/** collectd's parts: whose figures they are, when, and how often. */
const figures = join(hex('0000 000a'), 'alpha\0', hex('0001 000c 0000000065000000'))

/** What is said in datagrams. */
export const datagramExamples: Examples = [
  [
    ntp,
    [
      ['is asked', udpClient(123, hex(`23 ${'00'.repeat(47)}`)), 'done', 'detail client'],
      ['answers', udpServer(123, hex(`24 02 ${'00'.repeat(46)}`)), 'done', 'detail server'],
      [
        'is controlled',
        udpClient(123, hex('16 02 0001 0000 0000 0000 0000')),
        'done',
        'detail control',
      ],
      ['is asked by ntpdc', udpClient(123, hex('17 00 03 2a 00000000')), 'done', 'detail private'],
      ['has no version 5', udpClient(123, hex(`2b ${'00'.repeat(47)}`)), 'no'],
      ['has no mode 0', udpClient(123, hex(`20 ${'00'.repeat(47)}`)), 'no'],
      ['needs 48 bytes', udpClient(123, hex(`23 ${'00'.repeat(46)}`)), 'no'],
      ['has no stratum above 16', udpServer(123, hex(`24 11 ${'00'.repeat(46)}`)), 'no'],
      ['has no longer control', udpClient(123, hex('16 02 0001 0000 0000 0000 0001')), 'no'],
    ],
  ],
  [
    rtp,
    [
      ['goes on', udpClient(OTHER_PORT, rtpOf(1), rtpOf(2), rtpOf(3)), 'done'],
      [
        'goes on over the end of its numbers',
        udpServer(OTHER_PORT, rtpOf(65535), rtpOf(0), rtpOf(1)),
        'no',
      ],
      [
        'goes on with reports between',
        udpServer(OTHER_PORT, rtpOf(1), rtpOf(2), report(), rtpOf(4)),
        'done',
      ],
      ['may begin', udpClient(OTHER_PORT, rtpOf(1)), 'unsure'],
      ['may stand still', udpClient(OTHER_PORT, rtpOf(1), rtpOf(1), rtpOf(1)), 'unsure'],
      ['has one source', udpClient(OTHER_PORT, rtpOf(1), rtpOf(2, '00', 'a1b2c3d5')), 'no'],
      ['does not jump', udpClient(OTHER_PORT, rtpOf(1), rtpOf(18)), 'no'],
      ['does not go back', udpClient(OTHER_PORT, rtpOf(2), rtpOf(1)), 'no'],
      ['has no such type', udpClient(OTHER_PORT, rtpOf(1, '3c')), 'no'],
      ['needs something to carry', udpClient(OTHER_PORT, rtpOf(1).subarray(0, 12)), 'no'],
      ['has version 2', udpClient(OTHER_PORT, join(hex('40'), rtpOf(1).subarray(1))), 'no'],
    ],
  ],
  [
    rtcp,
    [
      [
        'describes who reports',
        udpClient(OTHER_PORT, join(report(), hex(`81ca0003 ${description}`))),
        'done',
      ],
      ['reports again', udpServer(OTHER_PORT, join(report(), noise(14)), report()), 'done'],
      ['may report', udpClient(OTHER_PORT, report()), 'unsure'],
      ['has one source', udpClient(OTHER_PORT, report(), report('a1b2c3d5')), 'no'],
      ['needs the length that it says', udpClient(OTHER_PORT, report().subarray(0, 31)), 'no'],
      ['has no such type', udpClient(OTHER_PORT, hex(`81d10001 a1b2c3d4`)), 'no'],
    ],
  ],
  [
    bittorrent,
    [
      ['meets a peer', tcpClient(OTHER_PORT, join('\x13BitTorrent protocol', noise(48))), 'done'],
      ['answers a peer', tcpServer(OTHER_PORT, join('\x13BitTorrent protocol', noise(48))), 'done'],
      [
        'asks its DHT',
        udpClient(OTHER_PORT, 'd1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe'),
        'done',
      ],
      [
        'answers in its DHT',
        udpServer(OTHER_PORT, 'd1:rd2:id20:abcdefghij0123456789e1:t2:aa1:y1:re'),
        'done',
      ],
      [
        'looks for others here',
        udpClient(6771, 'BT-SEARCH * HTTP/1.1\r\nHost: 239.192.152.143:6771\r\n'),
        'done',
      ],
      ['asks a tracker', udpClient(OTHER_PORT, hex('00000417 27101980 00000000 0a0b0c0d')), 'done'],
      [
        'begins over UDP',
        udpClient(OTHER_PORT, hex('4100 4567 ed639296 00000000 00100000 23c6 0000')),
        'done',
      ],
      [
        'goes on over UDP',
        udpClient(OTHER_PORT, utp('01', 1, 10), utp('01', 2, 20), utp('21', 3, 30)),
        'done',
      ],
      ['may go on over UDP', udpClient(OTHER_PORT, utp('01', 1, 10), utp('01', 2, 20)), 'unsure'],
      [
        'has no peer of another protocol',
        tcpClient(OTHER_PORT, join('\x13BitTorrent protocox', noise(48))),
        'no',
      ],
      [
        'needs the end of a dictionary',
        udpClient(OTHER_PORT, 'd1:ad2:id20:abcdefghij0123456789e1:q'),
        'no',
      ],
      ['does not repeat itself', udpClient(OTHER_PORT, utp('01', 1, 10), utp('01', 1, 10)), 'no'],
      [
        'has one connection',
        udpClient(OTHER_PORT, utp('01', 1, 10), utp('01', 2, 20, '4569')),
        'no',
      ],
      [
        'has no such extension',
        udpClient(OTHER_PORT, hex('0109 4567 ed639296 00000000 00100000 23c6 0000')),
        'no',
      ],
      ['is not DHCP', udpClient(67, dhcp, dhcp, dhcp), 'no'],
    ],
  ],
  [
    wireguard,
    [
      ['begins', udpClient(OTHER_PORT, join(hex('01000000'), noise(144))), 'done'],
      ['answers', udpServer(OTHER_PORT, join(hex('02000000'), noise(88))), 'done'],
      ['wants a cookie on its port', udpServer(51820, join(hex('03000000'), noise(60))), 'done'],
      ['goes on on its port', udpClient(51820, wireguardData('05')), 'done'],
      ['goes on', udpClient(OTHER_PORT, wireguardData('05'), wireguardData('06')), 'done'],
      ['may go on', udpClient(OTHER_PORT, wireguardData('05')), 'unsure'],
      ['does not go back', udpClient(OTHER_PORT, wireguardData('05'), wireguardData('05')), 'no'],
      [
        'has one receiver',
        udpClient(OTHER_PORT, wireguardData('05'), wireguardData('06', '11223355')),
        'no',
      ],
      ['begins with 148 bytes', udpClient(51820, join(hex('01000000'), noise(145))), 'no'],
      ['has reserved zeros', udpClient(51820, join(hex('01000001'), noise(144))), 'no'],
      ['goes on in blocks', udpClient(51820, join(wireguardData('05'), hex('00'))), 'no'],
    ],
  ],
  [
    stun,
    [
      ['binds', udpClient(OTHER_PORT, hex(binding())), 'next'],
      [
        'checks a path',
        udpClient(OTHER_PORT, hex(`${binding('000c')} 0006 0005 613a62 6364 000000`)),
        'done',
      ],
      ['tells its realm', udpServer(3478, realm), 'done', 'name turn.example.net'],
      ['tells its realm over TCP', tcpServer(OTHER_PORT, realm), 'done', 'name turn.example.net'],
      ['binds between peers over TCP', tcpClient(OTHER_PORT, hex(`0014 ${binding()}`)), 'next'],
      [
        'binds as of old',
        udpClient(3478, hex(`0001 0008 ${'ab'.repeat(16)} 0003 0004 00000000`)),
        'done',
      ],
      [
        'does not bind as of old elsewhere',
        udpClient(OTHER_PORT, hex(`0001 0008 ${'ab'.repeat(16)} 0003 0004 00000000`)),
        'no',
      ],
      [
        'is filled by its attributes as of old',
        udpClient(3478, hex(`0001 0008 ${'ab'.repeat(16)} 0003 0008 00000000`)),
        'no',
      ],
      [
        'needs its cookie',
        udpClient(OTHER_PORT, hex(binding().replace('2112a442', '2112a443'))),
        'no',
      ],
      ['needs the length that it says', udpClient(OTHER_PORT, hex(binding('0004'))), 'no'],
      ['begins with zeros', udpClient(OTHER_PORT, hex(binding().replace('0001', '4001'))), 'no'],
    ],
  ],
  [
    openvpn,
    [
      ['begins', udpClient(OTHER_PORT, hex(`38 ${SESSION} 00 00000000`)), 'done'],
      ['begins over TCP', tcpClient(OTHER_PORT, hex(`000e 38 ${SESSION} 00 00000000`)), 'done'],
      [
        'answers',
        udpServer(1194, hex(`40 9421917de7267729 01 00000000 ${SESSION} 00000000`)),
        'done',
      ],
      [
        'begins with tls-auth',
        udpClient(
          OTHER_PORT,
          join(hex(`38 ${SESSION}`), noise(20), hex('00000001 6537a1b2 00 00000000')),
        ),
        'done',
      ],
      [
        'begins with tls-crypt',
        udpClient(OTHER_PORT, join(hex(`38 ${SESSION} 00000001 6537a1b2`), noise(37))),
        'done',
      ],
      ['is the first packet', udpClient(1194, hex(`38 ${SESSION} 00 00000001`)), 'no'],
      ['has no longer first packet', udpClient(1194, hex(`38 ${SESSION} 00 00000000 00`)), 'no'],
      ['has a session', udpClient(1194, hex(`38 ${'00'.repeat(8)} 00 00000000`)), 'no'],
      ['does not tell by what follows', udpClient(1194, join(hex(`48 000000`), noise(64))), 'no'],
    ],
  ],
  [
    ipsec,
    [
      ['begins with IKEv2', udpClient(500, ike('20', '22')), 'done', 'detail IKEv2'],
      ['begins with IKEv1', udpServer(OTHER_PORT, ike1('01')), 'done', 'detail IKEv1'],
      [
        'begins behind NAT',
        udpClient(4500, join(hex('00000000'), ike('20', '22'))),
        'done',
        'detail IKEv2',
      ],
      ['goes on behind NAT', udpServer(4500, esp(7), esp(8)), 'done'],
      ['may go on behind NAT', udpClient(4500, esp(7)), 'unsure'],
      ['has one SPI', udpClient(4500, esp(7), esp(8, 'c1d2e3f5')), 'no'],
      ['does not go back', udpClient(4500, esp(7), esp(7)), 'no'],
      ['has no reserved SPI', udpClient(4500, esp(7, '00000001')), 'no'],
      ['needs the length that it says', udpClient(500, ike('20', '22', '00000031')), 'no'],
      ['has no version 3', udpClient(500, ike('30', '22')), 'no'],
      ['has no such exchange', udpClient(500, ike('20', '02')), 'no'],
      ['has no such payload', udpClient(500, ike1('21')), 'no'],
    ],
  ],
  [
    radius,
    [
      [
        'is asked',
        udpClient(1812, hex(`01 07 001a ${'11'.repeat(16)} 01 06 626f6262`)),
        'done',
        'detail Access-Request',
      ],
      [
        'refuses',
        udpServer(1812, hex(`03 07 0014 ${'11'.repeat(16)}`)),
        'done',
        'detail Access-Reject',
      ],
      ['has no such code', udpClient(1812, hex(`63 07 0014 ${'11'.repeat(16)}`)), 'no'],
      [
        'has no attribute beyond its end',
        udpClient(1812, hex(`01 07 001a ${'11'.repeat(16)} 01 07 626f6262`)),
        'no',
      ],
      [
        'has no attribute of nothing',
        udpClient(1812, hex(`01 07 001a ${'11'.repeat(16)} 01 00 626f6262`)),
        'no',
      ],
      [
        'needs the length that it says',
        udpClient(1812, hex(`01 07 0015 ${'11'.repeat(16)}`)),
        'no',
      ],
    ],
  ],
  [
    tftp,
    [
      [
        'is asked for a file',
        udpClient(69, '\0\x01boot.img\0octet\0blksize\x001428\0'),
        'done',
        'detail read',
      ],
      ['is given a file', udpClient(OTHER_PORT, '\0\x02log\0NetASCII\0'), 'done', 'detail write'],
      ['has no such mode', udpClient(69, '\0\x01boot.img\0octets\0'), 'no'],
      ['needs a file', udpClient(69, '\0\x01\0octet\0'), 'no'],
      ['ends with a zero', udpClient(69, '\0\x01boot.img\0octet\0x'), 'no'],
      ['does not tell by its data', udpServer(69, '\0\x03\0\x01octet\0'), 'no'],
    ],
  ],
  [
    coap,
    [
      ['is asked', udpClient(5683, hex('41 01 1234 aa b6 73656e736f72 02 7831')), 'done'],
      ['answers', udpServer(5683, hex('61 45 1234 aa c0 ff 7b7d')), 'done'],
      ['is there', udpClient(5683, hex('40 00 1234')), 'done'],
      ['has no version 2', udpClient(5683, hex('81 01 1234 aa')), 'no'],
      ['has no longer token', udpClient(5683, hex(`49 01 1234 ${'aa'.repeat(9)}`)), 'no'],
      ['has no such code', udpClient(5683, hex('40 e5 1234')), 'no'],
      ['ends with an option', udpClient(5683, hex('40 01 1234 b6 7365')), 'no'],
      ['has something behind its marker', udpClient(5683, hex('40 01 1234 ff')), 'no'],
      ['has no reserved option', udpClient(5683, hex('40 01 1234 0f')), 'no'],
    ],
  ],
  [
    dtls,
    [
      ['says hello', udpClient(OTHER_PORT, dtlsOf('16', 'feff')), 'done', 'detail 1.0'],
      ['goes on', udpServer(443, dtlsOf('17', 'fefd')), 'done', 'detail 1.2'],
      [
        'has several records in one datagram',
        udpServer(OTHER_PORT, join(dtlsOf('14', 'fefd'), dtlsOf('16', 'fefd'))),
        'done',
        'detail 1.2',
      ],
      ['has no type below', udpClient(443, dtlsOf('13', 'fefd')), 'no'],
      ['has no type above', udpClient(443, dtlsOf('1b', 'fefd')), 'no'],
      ['has no version of TLS', udpClient(443, dtlsOf('16', '0303')), 'no'],
      ['fills its datagram', udpClient(443, join(dtlsOf('16', 'fefd'), hex('00'))), 'no'],
      ['needs all of it', udpClient(443, dtlsOf('16', 'fefd').subarray(0, -1)), 'no'],
      ['has nothing else behind it', udpClient(443, join(dtlsOf('16', 'fefd'), noise(40))), 'no'],
    ],
  ],
  [
    collectd,
    [
      ['tells whose figures they are', udpClient(25826, figures), 'done', 'name alpha'],
      [
        'is known on another port',
        udpClient(OTHER_PORT, join(figures, hex('0100 0007 6f6b00'))),
        'done',
        'name alpha',
      ],
      ['begins with a host', udpClient(25826, figures.subarray(10)), 'no'],
      ['needs a host', udpClient(25826, hex('0000 0005 00 0001 0005 00')), 'no'],
      ['has a zero behind its host', udpClient(25826, hex('0000 0006 6162')), 'no'],
      ['has no such part', udpClient(25826, join(figures, hex('000a 0006 0000'))), 'no'],
      ['has no part of nothing', udpClient(25826, join(figures, hex('0001 0004'))), 'no'],
      ['has no part beyond its end', udpClient(25826, join(figures, hex('0001 0007 0000'))), 'no'],
      ['needs its host to be there', udpClient(25826, hex('0000 0040 6162 00')), 'no'],
    ],
  ],
]

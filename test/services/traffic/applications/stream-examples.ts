import { bgp } from '../../../../src/services/traffic/applications/bgp.ts'
import { modbus } from '../../../../src/services/traffic/applications/modbus.ts'
import { mqtt } from '../../../../src/services/traffic/applications/mqtt.ts'
import { mysql } from '../../../../src/services/traffic/applications/mysql.ts'
import { postgresql } from '../../../../src/services/traffic/applications/postgresql.ts'
import { rdp } from '../../../../src/services/traffic/applications/rdp.ts'
import { smb } from '../../../../src/services/traffic/applications/smb.ts'
import { socks } from '../../../../src/services/traffic/applications/socks.ts'
import { telnet } from '../../../../src/services/traffic/applications/telnet.ts'
import { tls } from '../../../../src/services/traffic/applications/tls.ts'
import { bytesOf as hex } from '../../../wire/frames.ts'
import { chosen, clientHelloOf, recordOf, serverHelloOf } from '../../../wire/tls-messages.ts'
import {
  type Examples,
  join,
  noise,
  OTHER_PORT,
  tcpClient,
  tcpServer,
  udpClient,
} from './spoken.ts'

/** SMB1's header with this command and these flags, behind a length. */
const smb1 = (command: string, flags: string, magic = 'ff') =>
  hex(`00000023 ${magic}534d42 ${command} 00000000 ${flags} ${'00'.repeat(22)} 000000`)

/** SMB2's header with this command and these flags, behind a length. */
const smb2 = (command: string, flags: string, body: string, size = '4000') =>
  hex(`00000048 fe534d42 ${size} 0000 00000000 ${command} 0000 ${flags} ${'00'.repeat(44)} ${body}`)

const sessionRequest = join(hex('81000044'), `${` ${'CA'.repeat(16)}\0`.repeat(2)}`)

const tpkt = (rest: string) => {
  const length = rest.replaceAll(' ', '').length / 2
  const byte = (value: number) => value.toString(16).padStart(2, '0')
  return hex(`0300 00${byte(length + 5)} ${byte(length)} ${rest}`)
}
const COOKIE = Buffer.from('Cookie: mstshash=bob\r\n').toString('hex')
const udpSyn = (mtu: string) =>
  join(hex(`ffffffff 0040 1801 bbff5687 ${mtu} ${mtu}`), new Uint8Array(1216))

const greeting = (end: string) =>
  join(hex('4a000000 0a'), '8.0.36\0', hex(`0b000000 0102030405060708 ${end}`))
const GREETING_END = `00 fff7 08 0200 ffc1 15 ${'00'.repeat(10)} ${'61'.repeat(12)}00 ${'62'.repeat(21)}00`

const startup = (code: string) => join(hex(`00000022 ${code}`), 'user\0bob\0database\0shop\0\0\0')

/** What is said over TCP in bytes. */
export const streamExamples: Examples = [
  [
    telnet,
    [
      ['negotiates on its port', tcpServer(23, hex('fffd18')), 'done'],
      ['negotiates twice on another port', tcpClient(OTHER_PORT, hex('fffb1f fffd03')), 'done'],
      ['may negotiate', tcpServer(OTHER_PORT, hex('fffd18')), 'unsure'],
      ['has no such option', tcpServer(23, hex('fffdaa')), 'no'],
      ['has no such command', tcpServer(23, hex('fff018')), 'no'],
      ['is no marker of ones', tcpServer(23, hex('ffffffffffff')), 'no'],
    ],
  ],
  [
    smb,
    [
      ['is offered all its families', tcpClient(445, smb1('72', '18')), 'next'],
      ['agrees on the first', tcpServer(445, smb1('72', '98')), 'done', 'detail SMB1'],
      ['goes on with the first', tcpClient(OTHER_PORT, smb1('25', '18')), 'done', 'detail SMB1'],
      [
        'agrees on the second',
        tcpServer(445, smb2('0000', '01000000', '41000100 1002 0000')),
        'done',
        'detail SMB2',
      ],
      [
        'agrees on the third',
        tcpServer(OTHER_PORT, smb2('0000', '01000000', '41000100 1103 0000')),
        'done',
        'detail SMB3',
      ],
      [
        'asks to begin again',
        tcpServer(445, smb2('0000', '01000000', '41000100 ff02 0000')),
        'next',
      ],
      [
        'is offered the second',
        tcpClient(445, smb2('0000', '00000000', '24000500 0100 0000')),
        'next',
      ],
      ['goes on', tcpClient(445, smb2('0500', '00000000', '39000000 0000 0000')), 'done'],
      [
        'is encrypted',
        tcpClient(445, hex(`00000050 fd534d42 ${'11'.repeat(48)}`)),
        'done',
        'detail SMB3',
      ],
      ['is called by NetBIOS', tcpClient(139, sessionRequest), 'unsure'],
      ['answers NetBIOS', tcpServer(139, hex('82000000')), 'unsure'],
      ['comes behind NetBIOS', tcpClient(139, join(sessionRequest, smb1('72', '18'))), 'next'],
      ['needs its letters', tcpClient(445, smb1('72', '18', 'fb')), 'no'],
      ['needs room for its header', tcpClient(445, hex('00000010 ff534d42 7200000000 18')), 'no'],
      [
        'needs the size of its header',
        tcpClient(445, smb2('0000', '00', '00'.repeat(20), '4100')),
        'no',
      ],
    ],
  ],
  [
    rdp,
    [
      ['is asked with a cookie', tcpClient(OTHER_PORT, tpkt(`e0 0000 0000 00 ${COOKIE}`)), 'done'],
      [
        'is asked for a kind of security',
        tcpClient(OTHER_PORT, tpkt('e0 0000 0000 00 01 00 0800 0b000000')),
        'done',
      ],
      ['is asked on its port', tcpClient(3389, tpkt('e0 0000 0000 00')), 'done'],
      ['confirms', tcpServer(OTHER_PORT, tpkt('d0 0000 1234 00 02 1f 0800 02000000')), 'done'],
      ['refuses', tcpServer(OTHER_PORT, tpkt('d0 0000 1234 00 03 00 0800 05000000')), 'done'],
      ['is asked over UDP', udpClient(3389, udpSyn('04d0')), 'done'],
      ['is not S7', tcpClient(3389, tpkt('e0 0000 0001 00 c1 02 0100 c2 02 0102 c0 01 0a')), 'no'],
      ['is not asked elsewhere without more', tcpClient(102, tpkt('e0 0000 0000 00')), 'no'],
      [
        'needs lengths that agree',
        tcpClient(3389, hex('03000013 0d e0 0000 0000 00 01 00 0800 0b000000')),
        'no',
      ],
      ['needs an MTU', udpClient(3389, udpSyn('05dc')), 'no'],
    ],
  ],
  [
    mqtt,
    [
      [
        'is 3.1.1',
        tcpClient(1883, hex('100e 0004 4d515454 04 02 003c 0002 6162')),
        'done',
        'detail 3.1.1',
      ],
      [
        'is 5.0',
        tcpClient(OTHER_PORT, hex('100f 0004 4d515454 05 02 003c 00 0002 6162')),
        'done',
        'detail 5.0',
      ],
      [
        'is 3.1',
        tcpClient(OTHER_PORT, hex('1010 0006 4d5149736470 03 02 003c 0002 6162')),
        'done',
        'detail 3.1',
      ],
      ['has no version 6', tcpClient(1883, hex('100e 0004 4d515454 06 02 003c 0002 6162')), 'no'],
      ['needs its name', tcpClient(1883, hex('100e 0004 4d515455 04 02 003c 0002 6162')), 'no'],
      [
        'needs room for its name',
        tcpClient(1883, hex('1004 0004 4d515454 04 02 003c 0002 6162')),
        'no',
      ],
      ['has no flags', tcpClient(1883, hex('110e 0004 4d515454 04 02 003c 0002 6162')), 'no'],
      ['has no longer length', tcpClient(1883, hex('10ffffffff00 0004 4d515454 04')), 'no'],
    ],
  ],
  [
    mysql,
    [
      ['greets', tcpServer(OTHER_PORT, greeting(GREETING_END)), 'done'],
      ['needs the length that it says', tcpServer(3306, join(greeting(GREETING_END), 'x')), 'no'],
      ['needs its zeros', tcpServer(3306, greeting(GREETING_END.replace('15 00', '15 01'))), 'no'],
      ['needs its filler', tcpServer(3306, greeting(GREETING_END.replace('00 ', '01 '))), 'no'],
      ['needs its version', tcpServer(3306, hex(`4a000000 09 ${'38'.repeat(73)}`)), 'no'],
    ],
  ],
  [
    postgresql,
    [
      ['is asked for TLS', tcpClient(OTHER_PORT, hex('00000008 04d2162f')), 'secures'],
      ['is asked for GSSAPI', tcpClient(OTHER_PORT, hex('00000008 04d21630')), 'done'],
      [
        'is asked to end a query',
        tcpClient(OTHER_PORT, hex('00000010 04d2162e 00000001 00000002')),
        'done',
      ],
      ['is told a user', tcpClient(5432, startup('00030000')), 'done'],
      ['has no such version', tcpClient(5432, startup('00040000')), 'no'],
      ['needs a length', tcpClient(5432, hex('00000009 04d2162f')), 'no'],
      ['needs parameters', tcpClient(5432, hex('00000022 00030000 01020304')), 'no'],
    ],
  ],
  [
    modbus,
    [
      ['is asked', tcpClient(502, hex('0001 0000 0006 01 03 0000 000a')), 'done'],
      [
        'answers twice',
        tcpServer(502, hex('0001 0000 0005 01 03 02 0001 0002 0000 0003 01 83 02')),
        'done',
      ],
      ['has one protocol', tcpClient(502, hex('0001 0001 0006 01 03 0000 000a')), 'no'],
      ['has no such function', tcpClient(502, hex('0001 0000 0006 01 64 0000 000a')), 'no'],
      ['has no longer messages', tcpClient(502, hex('0001 0000 0106 01 03 0000 000a')), 'no'],
    ],
  ],
  [
    bgp,
    [
      ['opens', tcpClient(179, hex(`${'ff'.repeat(16)} 001d 01 04 fde8 00b4 0a000001 00`)), 'done'],
      ['lives', tcpServer(OTHER_PORT, hex(`${'ff'.repeat(16)} 0013 04`)), 'done'],
      ['needs its ones', tcpClient(179, hex(`${'ff'.repeat(15)}fe 0013 04`)), 'no'],
      ['has no such type', tcpClient(179, hex(`${'ff'.repeat(16)} 0013 06`)), 'no'],
      [
        'has nothing to say when it lives',
        tcpClient(179, hex(`${'ff'.repeat(16)} 0014 04 00`)),
        'no',
      ],
    ],
  ],
  [
    socks,
    [
      ['is greeted on its port', tcpClient(1080, hex('05 02 00 02')), 'next'],
      [
        'is asked for a host',
        tcpClient(OTHER_PORT, join(hex('05 01 00 03 0f'), 'www.example.net', hex('01bb'))),
        'done',
        'name www.example.net',
      ],
      [
        'is greeted, given a password and asked',
        tcpClient(
          OTHER_PORT,
          join(hex('05 01 02 01 03'), 'bob', hex('01 78 05 01 00 01 c0000207 0050')),
        ),
        'done',
      ],
      ['is given a password on its port', tcpClient(1080, hex('01 01 62 01 78')), 'next'],
      [
        'is asked for an address on its port',
        tcpClient(1080, hex('05 01 00 01 c0000207 0050')),
        'done',
      ],
      [
        'is asked for an IPv6 address behind a greeting',
        tcpClient(OTHER_PORT, hex('05 01 00 05 01 00 04 20010db8000000000000000000000007 0050')),
        'done',
      ],
      ['is version 4 on its port', tcpClient(1080, hex('04 01 0050 c0000207 626f6200')), 'done'],
      [
        'is version 4A',
        tcpClient(OTHER_PORT, join(hex('04 01 0050 00000001 00'), 'www.example.net\0')),
        'done',
        'name www.example.net',
      ],
      ['may be greeted', tcpClient(OTHER_PORT, hex('05 01 00')), 'unsure'],
      ['may answer', tcpServer(1080, hex('05 00')), 'unsure'],
      ['has no such method', tcpClient(1080, hex('05 01 44')), 'no'],
      [
        'is not version 4 elsewhere',
        tcpClient(OTHER_PORT, hex('04 01 0050 c0000207 626f6200')),
        'no',
      ],
      ['has no such command', tcpClient(1080, hex('05 01 00 05 09 00 01 c0000207 0050')), 'no'],
      [
        'has no bytes behind a request',
        tcpClient(1080, hex('05 01 00 05 01 00 01 c0000207 0050 00')),
        'no',
      ],
    ],
  ],
  [
    tls,
    [
      ['is asked without a name', tcpClient(OTHER_PORT, recordOf(22, clientHelloOf({}))), 'next'],
      [
        'agrees on version 1.2',
        tcpServer(443, recordOf(22, serverHelloOf({}))),
        'done',
        'detail 1.2',
      ],
      [
        'agrees on version 1.3',
        tcpServer(OTHER_PORT, recordOf(22, serverHelloOf({ extensions: [chosen(0x0304)] }))),
        'done',
        'detail 1.3',
      ],
      ['goes on', tcpClient(OTHER_PORT, recordOf(23, noise(60))), 'next'],
      ['has the beginning of a record', tcpClient(443, hex('16 03 01')), 'unsure'],
      ['has no such type', tcpClient(443, hex('18 03 01 0004 01000000')), 'no'],
      ['has no such version', tcpClient(443, hex('16 02 00 0004 01000000')), 'no'],
      ['has no record of nothing', tcpClient(443, hex('17 03 03 0000 1703')), 'no'],
      ['is no HTTP', tcpClient(443, 'GET / HTTP/1.1\r\n'), 'no'],
    ],
  ],
]

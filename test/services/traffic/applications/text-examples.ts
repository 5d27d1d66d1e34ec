import { http } from '../../../../src/services/traffic/applications/http.ts'
import { irc } from '../../../../src/services/traffic/applications/irc.ts'
import { munin } from '../../../../src/services/traffic/applications/munin.ts'
import { redis } from '../../../../src/services/traffic/applications/redis.ts'
import { rtsp } from '../../../../src/services/traffic/applications/rtsp.ts'
import { sip } from '../../../../src/services/traffic/applications/sip.ts'
import { ssh } from '../../../../src/services/traffic/applications/ssh.ts'
import { syslog } from '../../../../src/services/traffic/applications/syslog.ts'
import { vnc } from '../../../../src/services/traffic/applications/vnc.ts'
import { xmpp } from '../../../../src/services/traffic/applications/xmpp.ts'
import { type Examples, OTHER_PORT, tcpClient, tcpServer, udpClient, udpServer } from './spoken.ts'

const STREAM = "<stream:stream to='im.example.net' xmlns='jabber:client' version='1.0'>"

/** Others that can be read. */
export const textExamples: Examples = [
  [
    ssh,
    [
      ['is said by the server', tcpServer(22, 'SSH-2.0-OpenSSH_9.2\r\n'), 'done', 'detail 2.0'],
      ['is said by the client', tcpClient(OTHER_PORT, 'SSH-1.99-x\n'), 'done', 'detail 1.99'],
      ['needs its letters', tcpServer(22, 'SSL-2.0-OpenSSH_9.2\r\n'), 'no'],
      ['needs a version', tcpServer(22, 'SSH-two-OpenSSH_9.2\r\n'), 'no'],
      ['needs a version of two numbers', tcpServer(22, 'SSH-200-OpenSSH_9.2\r\n'), 'no'],
    ],
  ],
  [
    vnc,
    [
      ['is said by the server', tcpServer(OTHER_PORT, 'RFB 003.008\n'), 'done', 'detail 003.008'],
      ['is said by the client', tcpClient(5900, 'RFB 003.003\n'), 'done', 'detail 003.003'],
      ['needs a version', tcpServer(5900, 'RFB 003-008\n'), 'no'],
      ['needs the end of its line', tcpServer(5900, 'RFB 003.0088'), 'no'],
    ],
  ],
  [
    sip,
    [
      [
        'is asked',
        udpClient(5060, 'REGISTER sip:example.net SIP/2.0\r\nVia: a\r\n'),
        'done',
        'detail REGISTER',
        'name example.net',
      ],
      [
        'is asked for somebody, over TCP',
        tcpClient(OTHER_PORT, 'INVITE sip:bob:pw@voip.example.net:5062;a=b SIP/2.0\r\n'),
        'done',
        'detail INVITE',
        'name voip.example.net',
      ],
      [
        'is asked for an address',
        udpClient(5060, 'BYE sip:bob@192.0.2.7 SIP/2.0\r\n'),
        'done',
        'detail BYE',
      ],
      [
        'is asked for a number',
        udpClient(5060, 'INVITE tel:+15551234 SIP/2.0\r\n'),
        'done',
        'detail INVITE',
      ],
      ['answers', udpServer(OTHER_PORT, 'SIP/2.0 200 OK\r\nVia: a\r\n'), 'done', 'detail 200'],
      [
        'begins behind what keeps its way open',
        udpClient(5060, '\r\n\r\n', 'SIP/2.0 100 Trying\r\n'),
        'done',
        'detail 100',
      ],
      ['keeps its way open', udpClient(5060, '\r\n\r\n'), 'unsure'],
      ['is no HTTP', tcpClient(5060, 'OPTIONS / HTTP/1.1\r\n'), 'no'],
      ['needs a method', udpClient(5060, 'INVENT sip:bob@example.net SIP/2.0\r\n'), 'no'],
      ['needs a scheme', udpClient(5060, 'INVITE six:bob@example.net SIP/2.0\r\n'), 'no'],
      ['needs a status', udpServer(5060, 'SIP/2.0 OK\r\nVia: a'), 'no'],
      ['says hello only', udpClient(5060, 'hello'), 'no'],
    ],
  ],
  [
    rtsp,
    [
      [
        'is asked',
        tcpClient(OTHER_PORT, 'DESCRIBE rtsp://cam.example.net/1 RTSP/1.0\r\n'),
        'done',
        'detail DESCRIBE',
        'name cam.example.net',
      ],
      ['answers', tcpServer(554, 'RTSP/1.0 200 OK\r\nCSeq: 1\r\n'), 'done', 'detail 200'],
      ['is no HTTP', tcpClient(554, 'OPTIONS * HTTP/1.1\r\n'), 'no'],
      ['needs a scheme', tcpClient(554, 'PLAY http://cam.example.net/1 RTSP/1.0\r\n'), 'no'],
    ],
  ],
  [
    irc,
    [
      ['registers', tcpClient(OTHER_PORT, 'NICK bob\r\nUSER bob 0 * :Bob\r\n'), 'done'],
      ['asks what the server can', tcpClient(OTHER_PORT, 'CAP LS 302\r\n'), 'done'],
      ['registers on its port', tcpClient(6667, 'PASS x\r\nNICK bob\r\n'), 'done'],
      ['is welcomed', tcpServer(OTHER_PORT, ':irc.example.net 001 bob :Welcome\r\n'), 'done'],
      ['is told something', tcpServer(OTHER_PORT, ':irc.example.net NOTICE * :...\r\n'), 'done'],
      ['may be FTP', tcpClient(OTHER_PORT, 'USER bob\r\nPASS x\r\n'), 'unsure'],
      ['needs its commands', tcpClient(6667, 'NICKNAME bob\r\n'), 'no'],
      ['needs its numbers', tcpServer(6667, ':irc.example.net 999 bob\r\n'), 'no'],
    ],
  ],
  [
    redis,
    [
      ['is asked', tcpClient(OTHER_PORT, '*1\r\n$4\r\nPING\r\n'), 'done'],
      ['is asked for a module', tcpClient(6379, '*2\r\n$8\r\nJSON.GET\r\n$1\r\na\r\n'), 'done'],
      ['needs the length that it says', tcpClient(6379, '*1\r\n$3\r\nPING\r\n'), 'no'],
      ['needs strings', tcpClient(6379, '*1\r\n:4\r\nPING\r\n'), 'no'],
      ['needs a word', tcpClient(6379, '*1\r\n$4\r\nP\0NG\r\n'), 'no'],
    ],
  ],
  [
    syslog,
    [
      ['has a version', udpClient(OTHER_PORT, '<34>1 2026-11-22T10:00:00Z host app'), 'done'],
      ['has a month', udpClient(OTHER_PORT, '<165>Nov  2 10:00:00 host app: x'), 'done'],
      ['has a date', tcpClient(OTHER_PORT, '<165>2026-11-22T10:00:00+00:00 host x\n'), 'done'],
      [
        'has its length before it',
        tcpClient(601, '38 <34>1 2026-11-22T10:00:00Z host app'),
        'done',
      ],
      ['has any text on its port', udpClient(514, '<13>link down'), 'done'],
      ['has no text without its port', udpClient(OTHER_PORT, '<13>link down'), 'no'],
      ['has no priority above 191', udpClient(514, '<192>1 2026-11-22T10:00:00Z'), 'no'],
      ['has no bytes', udpClient(514, '<13>\x01\x02\x03'), 'no'],
      ['is no HTML', tcpServer(514, '<html><body>1 2'), 'no'],
    ],
  ],
  [
    xmpp,
    [
      ['opens a stream', tcpClient(OTHER_PORT, STREAM), 'next', 'name im.example.net'],
      [
        'says that it is XML first',
        tcpClient(5222, `<?xml version='1.0'?>\n${STREAM}`),
        'next',
        'name im.example.net',
      ],
      ['opens its own stream', tcpServer(5222, STREAM.replaceAll("'", '"')), 'next'],
      ['asks for TLS', tcpClient(5222, "<starttls xmlns='a'/>"), 'secures', 'detail STARTTLS'],
      ['goes on, on its port', tcpClient(5222, "<iq type='get' id='1'>"), 'done'],
      ['does not go on elsewhere', tcpClient(OTHER_PORT, "<iq type='get' id='1'>"), 'no'],
      ['is no other XML', tcpClient(5222, "<?xml version='1.0'?><html>"), 'no'],
    ],
  ],
  [
    http,
    [
      [
        'is asked',
        tcpClient(OTHER_PORT, 'GET / HTTP/1.1\r\nHost: www.example.net\r\n\r\n'),
        'done',
        'detail GET',
        'name www.example.net',
      ],
      ['answers', tcpServer(80, 'HTTP/1.1 200 OK\r\n'), 'done', 'detail 200'],
      [
        'is asked in version 2',
        tcpClient(OTHER_PORT, 'PRI * HTTP/2.0\r\n'),
        'done',
        'detail HTTP/2',
      ],
      ['is not asked in another word', tcpClient(80, 'GETTING x HTTP/1.1\r\n'), 'no'],
      ['is no SIP', tcpClient(80, 'OPTIONS sip:bob@example.net SIP/2.0\r\n'), 'no'],
      ['is no RTSP', tcpServer(80, 'RTSP/1.0 200 OK\r\n'), 'no'],
      ['has a status of digits', tcpServer(80, 'HTTP/1.1 OK so\r\n'), 'no'],
    ],
  ],
  [
    munin,
    [
      [
        'says whose figures it has',
        tcpServer(4949, '# munin node at alpha.example.net\n'),
        'done',
        'name alpha.example.net',
      ],
      [
        'says so on another port',
        tcpServer(OTHER_PORT, '# munin node at alpha\nlist'),
        'done',
        'name alpha',
      ],
      ['has half of a greeting', tcpServer(4949, '# munin no'), 'unsure'],
      ['has half of a name', tcpServer(4949, '# munin node at alp'), 'more'],
      ['has no other greeting', tcpServer(4949, '# munin host at alpha\n'), 'no'],
    ],
  ],
]

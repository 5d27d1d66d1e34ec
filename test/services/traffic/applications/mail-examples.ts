import { ftp } from '../../../../src/services/traffic/applications/ftp.ts'
import { imap } from '../../../../src/services/traffic/applications/imap.ts'
import { pop3 } from '../../../../src/services/traffic/applications/pop3.ts'
import { smtp } from '../../../../src/services/traffic/applications/smtp.ts'
import { type Examples, OTHER_PORT, tcpClient, tcpServer } from './spoken.ts'

/** The protocols that greet with a line and are told what to do in lines. */
export const mailExamples: Examples = [
  [
    smtp,
    [
      [
        'greets on its port',
        tcpServer(25, '220 mx.example.net ready\r\n'),
        'next',
        'name mx.example.net',
      ],
      [
        'greets as SMTP on another port',
        tcpServer(OTHER_PORT, '220-mx.example.net ESMTP Exim\r\n220 no spam\r\n'),
        'next',
        'name mx.example.net',
      ],
      ['greets without a host', tcpServer(587, '220 ESMTP\r\n'), 'next'],
      ['answers on its port', tcpServer(25, '250-mx.example.net\r\n250 STARTTLS\r\n'), 'next'],
      ['is said hello to', tcpClient(OTHER_PORT, 'EHLO laptop.example.org\r\n'), 'next'],
      ['is said hello to in small letters', tcpClient(OTHER_PORT, 'helo laptop\r\n'), 'next'],
      [
        'is asked for TLS',
        tcpClient(OTHER_PORT, 'EHLO laptop\r\nSTARTTLS\r\n'),
        'secures',
        'detail STARTTLS',
      ],
      [
        'is asked for TLS on its port',
        tcpClient(587, 'STARTTLS\r\n'),
        'secures',
        'detail STARTTLS',
      ],
      ['is given a mail', tcpClient(25, 'MAIL FROM:<a@example.org>\r\n'), 'done'],
      ['is given a mail on another port', tcpClient(OTHER_PORT, 'MAIL FROM:<>\r\n'), 'done'],
      ['has half of a line', tcpClient(25, 'EHLO laptop\r\nSTART'), 'more'],
      ['may greet like FTP', tcpServer(OTHER_PORT, '220 welcome\r\n'), 'unsure'],
      ['may be asked for TLS like NNTP', tcpClient(OTHER_PORT, 'STARTTLS\r\n'), 'unsure'],
      ['is no HTTP', tcpClient(25, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'), 'no'],
      ['has no number of two digits', tcpServer(25, '22 mx.example.net\r\n'), 'no'],
      ['has no number above 599', tcpServer(25, '620 mx.example.net\r\n'), 'no'],
      ['has no bytes in a greeting', tcpServer(25, '220 \x01\x02\r\n'), 'no'],
      ['has no longer command', tcpClient(25, 'EHLOS laptop\r\n'), 'no'],
    ],
  ],
  [
    ftp,
    [
      ['greets on its port', tcpServer(21, '220 (vsFTPd 3.0.3)\r\n'), 'next'],
      ['greets as FTP on another port', tcpServer(2121, '220 My ftp server\r\n'), 'next'],
      [
        'wants a password on another port',
        tcpServer(OTHER_PORT, '220 hello\r\n331 password?\r\n'),
        'next',
      ],
      ['is given a user', tcpClient(21, 'USER anonymous\r\n'), 'done'],
      ['is asked for its system', tcpClient(OTHER_PORT, 'SYST\r\n'), 'next'],
      ['is told a user, then more', tcpClient(OTHER_PORT, 'USER bob\r\nFEAT\r\n'), 'next'],
      ['is asked for TLS', tcpClient(21, 'AUTH TLS\r\n'), 'secures', 'detail STARTTLS'],
      ['may be given a user like POP3', tcpClient(OTHER_PORT, 'USER bob\r\n'), 'unsure'],
      ['may greet like SMTP', tcpServer(OTHER_PORT, '220 hello\r\n'), 'unsure'],
      ['does not greet as SMTP', tcpServer(OTHER_PORT, '220 ftp.example.net ESMTP\r\n'), 'unsure'],
      ['is no HTTP', tcpClient(21, 'GET / HTTP/1.0\r\n'), 'no'],
      ['answers with numbers', tcpServer(21, '-- hello --\r\n'), 'no'],
    ],
  ],
  [
    pop3,
    [
      ['greets on its port', tcpServer(110, '+OK hello\r\n'), 'next'],
      ['greets as POP on another port', tcpServer(OTHER_PORT, '+OK POP server ready\r\n'), 'next'],
      ['refuses on its port', tcpServer(110, '-ERR no\r\n'), 'next'],
      ['is asked what it can', tcpClient(OTHER_PORT, 'CAPA\r\n'), 'next'],
      ['is given a user', tcpClient(110, 'user bob\r\n'), 'done'],
      ['is asked for TLS', tcpClient(110, 'AUTH\r\nSTLS\r\n'), 'secures', 'detail STARTTLS'],
      ['may answer like Redis', tcpServer(OTHER_PORT, '+OK\r\n'), 'unsure'],
      ['may be given a user like FTP', tcpClient(OTHER_PORT, 'USER bob\r\n'), 'unsure'],
      ['is no answer of Redis', tcpServer(110, '+PONG\r\n'), 'no'],
      ['is no HTTP', tcpClient(110, 'GET / HTTP/1.0\r\n'), 'no'],
    ],
  ],
  [
    imap,
    [
      ['greets on its port', tcpServer(143, '* OK hello\r\n'), 'next'],
      ['greets as IMAP', tcpServer(OTHER_PORT, '* OK [CAPABILITY IMAP4rev1] hello\r\n'), 'next'],
      ['knows the client', tcpServer(143, '* PREAUTH welcome\r\n'), 'next'],
      ['is asked what it can', tcpClient(OTHER_PORT, 'a001 CAPABILITY\r\n'), 'next'],
      ['lets somebody in', tcpClient(143, '1 LOGIN bob secret\r\n'), 'done'],
      ['answers with a tag', tcpServer(143, 'a001 OK done\r\n'), 'next'],
      ['is asked for TLS', tcpClient(143, 'a1 starttls\r\n'), 'secures', 'detail STARTTLS'],
      ['may greet like others', tcpServer(OTHER_PORT, '* OK\r\n'), 'unsure'],
      ['may let somebody in', tcpClient(OTHER_PORT, '1 LOGIN bob secret\r\n'), 'unsure'],
      ['needs a tag', tcpClient(143, ' CAPABILITY\r\n'), 'no'],
      ['needs a command', tcpClient(143, 'a001 CAPABILITIES\r\n'), 'no'],
      ['is no HTTP', tcpClient(143, 'GET /a HTTP/1.0\r\n'), 'no'],
      ['is no list of stars', tcpServer(143, '* * *\r\n'), 'no'],
    ],
  ],
]

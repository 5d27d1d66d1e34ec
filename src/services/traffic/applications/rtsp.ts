import type { Application } from './application.ts'
import { lookAtMessage, type UriProtocol } from './uri-request.ts'

/** RFC 2326, 6.1 and 10; RFC 7826, 13. */
const protocol: UriProtocol = {
  ports: [554, 8554],
  methods: [
    'OPTIONS',
    'DESCRIBE',
    'SETUP',
    'PLAY',
    'PAUSE',
    'TEARDOWN',
    'ANNOUNCE',
    'RECORD',
    'GET_PARAMETER',
    'SET_PARAMETER',
    'REDIRECT',
    'PLAY_NOTIFY',
  ],
  schemes: ['rtsp://', 'rtsps://', 'rtspu://'],
  versions: ['RTSP/1.0 ', 'RTSP/2.0 '],
}

/** RTSP: requests and responses (RFC 2326, 6 and 7). */
export const rtsp: Application = {
  name: 'rtsp',
  transport: 'both',
  ports: protocol.ports,
  look: (payload, facts) => lookAtMessage(payload, facts, protocol),
  follows: true,
}

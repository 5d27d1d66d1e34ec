import type { Application } from './application.ts'
import { lookAtMessage, type UriProtocol } from './uri-request.ts'

/** RFC 3261, 7.1; RFC 3262, 3265, 3311, 3428, 3515, 3903, 6086. */
const protocol: UriProtocol = {
  ports: [5060],
  methods: [
    'REGISTER',
    'INVITE',
    'ACK',
    'BYE',
    'CANCEL',
    'OPTIONS',
    'SUBSCRIBE',
    'NOTIFY',
    'MESSAGE',
    'INFO',
    'UPDATE',
    'REFER',
    'PRACK',
    'PUBLISH',
  ],
  schemes: ['sip:', 'sips:', 'tel:'],
  versions: ['SIP/2.0 '],
}

/** SIP: requests and responses (RFC 3261, 7). */
export const sip: Application = {
  name: 'sip',
  transport: 'both',
  ports: protocol.ports,
  look: (payload, facts) => lookAtMessage(payload, facts, protocol),
  follows: true,
}

/** The mail slice: the listener, the mailboxes, and what goes out. */
export { domainOf, parseAddress, recallAddresses, rememberAddress } from './address.ts'
export { type MailServer, type MailServerSettings, startMailServer } from './mail-server.ts'
export {
  countOldMessages,
  dropOldMessages,
  findMessage,
  listMessages,
  type Message,
  type MessageRow,
} from './mailbox.ts'
export { checkReachable, type OutboundSettings, type Outgoing, sendMessage } from './outbound.ts'

/** The mail slice: the listener, the mailboxes, and what goes out. */
export { domainOf, parseAddress, recallAddresses, rememberAddress } from './address.ts'
export { type MailServer, startMailServer } from './mail-server.ts'
export {
  countOldMessages,
  dropOldMessages,
  findMessage,
  listMessages,
} from './mailbox.ts'
export { checkReachable, type OutboundSettings, sendMessage } from './outbound.ts'

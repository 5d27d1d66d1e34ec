import { constants } from 'node:fs'

/**
 * How a log is opened for appending. Root may do so in a home of somebody else, who could have put a link there: nothing else is opened
 * instead (ELOOP).
 */
export const APPEND_OWN_LOG =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW

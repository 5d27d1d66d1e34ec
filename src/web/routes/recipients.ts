import { administratorAddress } from '../../base/config-schema.ts'
import { checkReachable, parseAddress, rememberAddress } from '../../services/mail/index.ts'
import type { WebDependencies } from '../dependencies.ts'

type Needed = Pick<WebDependencies, 'db' | 'config' | 'outbound'>

/** The addresses of a mail: those asked for, or the administrator's. Throws ADDRESS_INVALID or RELAY_NOT_CONFIGURED. */
export const recipientAddresses = (deps: Needed, asked: readonly string[]): string[] => {
  const wanted = asked.length === 0 ? [administratorAddress(deps.config)] : asked
  const addresses = [...new Set(wanted.map(parseAddress))]
  for (const address of addresses) checkReachable(address, deps.outbound)
  return addresses
}

/** Their ids, as events carry them. */
export const recipientIds = (deps: Needed, asked: readonly string[]): Promise<string[]> =>
  Promise.all(recipientAddresses(deps, asked).map((address) => rememberAddress(deps.db, address)))

import { eventHash, type HashedRow } from './event-hash.ts'

/** Where in the chain somebody stands: after this event, whose hash is this. */
export type ChainLink = { readonly position: number; readonly hash: Buffer }

/** A row of the log as it is stored. */
export type ChainRow = HashedRow & { readonly hash: Buffer }

/** The first place where the log is not as it was written. */
export type ChainFault = {
  readonly fault: 'missing' | 'changed'
  readonly position: number
}

/**
 * Follows the chain over rows that are ordered by position. `missing`: there is no event where the next one must be. `changed`: it does not
 * hash to what was written down, because it, its place or the event before it was altered.
 */
export const followChain = (
  from: ChainLink,
  rows: Iterable<ChainRow>,
): { readonly link: ChainLink; readonly fault: ChainFault | null } => {
  let link = from
  for (const row of rows) {
    const position = link.position + 1
    if (row.position !== position) return { link, fault: { fault: 'missing', position } }
    const hash = eventHash(link.hash, row)
    if (!hash.equals(row.hash)) return { link, fault: { fault: 'changed', position } }
    link = { position, hash }
  }
  return { link, fault: null }
}

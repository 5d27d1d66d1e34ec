import { OTHERS } from '../base/traffic/others.ts'
import type { TrafficFigures } from '../base/traffic/traffic-tables.ts'

/** The figures with at most `top` rows in each list, and one for the others: so a list still adds up to its total. */
export const shorterLists = (figures: TrafficFigures, top: number): TrafficFigures => {
  const { protocols, devices, destinations, conversations, details } = figures
  const unknown = { name: '', vendor: '', random: false, firstAt: null, lastAt: null }
  return {
    ...figures,
    protocols: shorter(protocols, top, { protocol: OTHERS, application: '', port: 0 }),
    devices: shorter(devices, top, { mac: OTHERS, address: '', ...unknown }),
    destinations: shorter(destinations, top, { address: OTHERS, name: '' }),
    conversations: shorter(conversations, top, { a: OTHERS, b: OTHERS }),
    details: shorter(details, top, { application: OTHERS, detail: '' }),
  }
}

type Row = { readonly [key: string]: string | number | boolean | null }

/** `others` is all of a row that is no figure. A row of the others may be in the list already: it takes in those that are left out, and stands last. */
const shorter = <One extends Row>(
  rows: readonly One[],
  top: number,
  others: Partial<One>,
): readonly One[] => {
  const isOthers = (row: One) => Object.keys(others).every((key) => row[key] === others[key])
  const named = rows.filter((row) => !isOthers(row))
  const [first, ...more] = [...named.slice(top), ...rows.filter(isOthers)]
  if (first === undefined) return named
  const sums: { [key: string]: Row[string] } = { ...first }
  for (const row of more) {
    for (const [key, value] of Object.entries(row)) {
      if (typeof value === 'number') sums[key] = Number(sums[key] ?? 0) + value
    }
  }
  return [...named.slice(0, top), { ...(sums as One), ...others }]
}

import { readFileSync } from 'node:fs'
import path from 'node:path'

export const ROOT = path.resolve(import.meta.dirname, '../..')
export const UNIT = path.join(ROOT, 'packaging/systemd/vigie.service')

/** All that the unit says under one name, in order, words of all its lines. */
export const unitWords = (name: string): readonly string[] =>
  readFileSync(UNIT, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${name}=`))
    .flatMap((line) => line.slice(name.length + 1).split(' '))

/** The unit's capabilities as setpriv(1) takes them: '-all,+net_raw'. */
export const unitCapabilities = (): string =>
  [
    '-all',
    ...unitWords('AmbientCapabilities').map((name) => `+${name.slice(4).toLowerCase()}`),
  ].join(',')

/** The words that run a command as systemd would: this user, the unit's capabilities, no way to more. */
export const asService = (uid: number): readonly string[] => [
  ...[
    'setpriv',
    '--reuid',
    String(uid),
    '--regid',
    String(uid),
    '--clear-groups',
    '--no-new-privs',
  ],
  ...['--inh-caps', unitCapabilities(), '--ambient-caps', unitCapabilities()],
  ...['--bounding-set', unitCapabilities()],
]

import { describe, expect, it } from 'vitest'
import { type ColumnKind, decodeValue, encodeValue } from '../../src/db/backup-format.ts'

/** As mysql2 gives them and takes them. */
const values: readonly (readonly [ColumnKind, string | number | Date | Buffer])[] = [
  ['bytes', Buffer.from([0, 10, 13, 34, 92, 128, 255])],
  ['bytes', Buffer.alloc(0)],
  ['moment', new Date('2026-01-02T03:04:05.678Z')],
  ['moment', new Date(-1)],
  ['day', '2026-02-28'],
  ['number', Number.MAX_SAFE_INTEGER],
  ['number', 0],
  ['text', 'é “quoted” \\ \n\u0000\u2028 😀'],
  ['text', ''],
]

describe('a value of a backup', () => {
  it.each(values)('of the kind %s comes back as it was, through a line of JSON', (kind, value) => {
    const line = JSON.stringify(encodeValue(kind, value))
    expect(line).not.toContain('\n')
    expect(decodeValue(kind, JSON.parse(line))).toEqual(value)
  })

  it('that is not there stays so, whatever its kind', () => {
    for (const [kind] of values) expect(decodeValue(kind, encodeValue(kind, null))).toBeNull()
  })

  it('beyond 2^53, which the connection gives as text, is refused and never rounded', () => {
    expect(() => encodeValue('number', '9007199254740993')).toThrow('no number in a backup')
  })

  it('of another kind than its column is refused on both ways', () => {
    expect(() => encodeValue('text', Buffer.from('a'))).toThrow()
    expect(() => encodeValue('moment', '2026-01-02')).toThrow()
    expect(() => decodeValue('bytes', 1)).toThrow()
    expect(() => decodeValue('moment', '2026-01-02')).toThrow()
    expect(() => decodeValue('number', '1')).toThrow()
  })
})

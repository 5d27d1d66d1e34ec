import { describe, expect, it } from 'vitest'
import { createLog } from '../../src/base/log.ts'
import { addressOf, parseMysqlUrl, parseRedisUrl, startStack } from '../../src/stack/index.ts'

describe('a MySQL URL', () => {
  it.for([
    [
      'mysql://u:p%40ss@db:3307/v',
      { user: 'u', password: 'p@ss', host: 'db', port: 3307, database: 'v' },
    ],
    ['mysql://db', { user: 'vigie', host: 'db', port: 3306, database: 'vigie' }],
    ['mysql://u@[::1]/v', { user: 'u', host: '::1', port: 3306, database: 'v' }],
    [
      'mysql:///v?socketPath=/run/m.sock',
      { user: 'vigie', socketPath: '/run/m.sock', database: 'v' },
    ],
    [
      'mysql://u@db/v?ssl=true',
      { user: 'u', host: 'db', port: 3306, database: 'v', ssl: { rejectUnauthorized: true } },
    ],
  ] as const)('is read: %s', ([url, expected]) => {
    expect(parseMysqlUrl(url)).toEqual(expected)
  })
})

describe('a Redis URL', () => {
  it.for([
    ['redis://u:p%2F@r:6380/3', { username: 'u', password: 'p/', host: 'r', port: 6380, db: 3 }],
    ['redis://r', { host: 'r', port: 6379, db: 0 }],
    ['rediss://:p@r', { password: 'p', host: 'r', port: 6379, db: 0, tls: {} }],
    ['unix:///run/r.sock?db=2', { path: '/run/r.sock', db: 2 }],
  ] as const)('is read: %s', ([url, expected]) => {
    expect(parseRedisUrl(url)).toEqual(expected)
  })
})

describe('the password in a URL', () => {
  it.for([
    'postgres://u:secret@db/v',
    'u:secret@db',
    'mysql://u:secret%zz@db/v',
    'mysql://u:secret@db:port/v',
  ])('is not in the refusal of %s', (url) => {
    expect(() => parseMysqlUrl(url)).toThrow('VIGIE_MYSQL_URL')
    expect(() => parseMysqlUrl(url)).not.toThrow('secret')
  })

  it('is not in the refusal of a Redis database that is no number', () => {
    expect(() => parseRedisUrl('redis://:secret@r/one')).toThrow('must be a number')
    expect(() => parseRedisUrl('redis://:secret@r/one')).not.toThrow('secret')
  })

  it('is in no address that a person reads, and no server is run for it', async () => {
    const stack = await startStack({
      home: '/nonexistent/never-made',
      mysqlUrl: 'mysql://u:secret@db/v',
      redisUrl: 'redis://:secret@r',
      log: createLog('silent'),
    })
    expect(stack.state()).toMatchObject([
      { name: 'mysql', own: false, state: 'elsewhere', address: 'db:3306' },
      { name: 'redis', own: false, state: 'elsewhere', address: 'r:6379' },
    ])
    expect(JSON.stringify(stack.state())).not.toContain('secret')
    expect(addressOf({ path: '/run/r.sock', db: 0 })).toBe('/run/r.sock')
    await stack.stop()
  })
})

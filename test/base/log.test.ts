import { spawnSync } from 'node:child_process'
import { closeSync, globSync, openSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../src/base/failure.ts'
import { errorFields } from '../../src/base/log.ts'

const root = path.resolve(import.meta.dirname, '../../src')
/** A call of a log, with its arguments as far as its message. */
const CALL =
  /\b#?log(?:\.(?:debug|info|warn|error)|\[[^\]]+\])\(\s*(?:\{([^}]*(?:\}[^}']*)*)\},\s*)?([^)]*?),?\s*\)/g

const calls = globSync('**/*.ts', { cwd: root }).flatMap((file) =>
  [...readFileSync(path.join(root, file), 'utf8').matchAll(CALL)].map(
    ([, fields = '', message = '']) => ({ file, fields, message }),
  ),
)

describe('the log lines', () => {
  it('are found in the source', () => expect(calls.length).toBeGreaterThan(30))

  it.each(calls)('say a clause that never varies: $message', ({ message }) => {
    expect(message).toMatch(/^'[a-z][^A-Z.:;!]* [^A-Z.:;!]*'$/)
  })

  it.each(calls)(
    'say what was thrown as err, and ids by their full names: $message',
    ({ fields }) => {
      const names = fields.split(',').map((field) => field.split(':')[0]?.trim())
      for (const name of ['reason', 'error', 'id']) expect(names).not.toContain(name)
    },
  )
})

describe('what was thrown, in a log line', () => {
  it('is a code and a sentence where it is a failure, without a stack', () => {
    expect(errorFields(new Failure('REPORT_UNKNOWN', { id: 'x' }))).toEqual({
      code: 'REPORT_UNKNOWN',
      reason: 'there is no report x; "vigie report list" lists those there are',
    })
  })

  it('is a code and what the system said where the world failed', () => {
    const thrown = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    expect(errorFields(thrown)).toEqual({ code: 'ECONNREFUSED', reason: 'ECONNREFUSED: connect' })
  })

  it('has its stack where nobody foresaw it', () => {
    const fields = errorFields(new TypeError('x is not a function'))
    expect(fields).toMatchObject({ reason: 'x is not a function' })
    expect(fields.stack).toContain('log.test.ts')
  })

  it.each([undefined, 'plain'])('is said also of a thrown %j', (thrown) => {
    expect(errorFields(thrown)).toEqual({ reason: String(thrown) })
  })
})

describe('a log that cannot be written', () => {
  it('neither ends its process nor keeps it from ending', () => {
    const script = `
      import { createLog } from '${root}/base/log.ts'
      const log = createLog('info')
      for (let line = 0; line < 3_000; line++) log.warn({ text: 'x'.repeat(1_000) }, 'a line')
      setTimeout(() => {
        log.warn('the last line')
        console.log('alive')
        process.exit()
      }, 10)`
    const full = openSync('/dev/full', 'w')
    const { stdout, status } = spawnSync(
      process.execPath,
      ['--input-type=module-typescript', '-e', script],
      { stdio: ['ignore', 'pipe', full], encoding: 'utf8', timeout: 20_000 },
    )
    closeSync(full)
    expect(stdout).toBe('alive\n')
    expect(status).toBe(0)
  })
})

import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'

const MAIN = path.resolve(import.meta.dirname, '../../src/main.ts')
const run = promisify(execFile)

/** Runs a command of Vigie on a terminal of 80 columns; returns every line that was drawn, without what steers the terminal. */
export const onTerminal = async (home: string, args: readonly string[]) => {
  const command = [process.execPath, MAIN, ...args].join(' ')
  const { stdout } = await run('script', ['-qec', `stty cols 80; ${command}`, '/dev/null'], {
    env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', TERM: 'xterm', VIGIE_HOME: home },
  })
  return { raw: stdout, lines: stdout.split(/[\r\n]+/).map(stripVTControlCharacters) }
}

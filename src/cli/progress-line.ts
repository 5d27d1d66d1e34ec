import type { Terminal } from './terminal.ts'

const BAR_CELLS = 20

/** A line on standard error that shows how far something is; drawn again in place on a terminal, silent elsewhere. */
export type ProgressLine = {
  /** `share` from 0 to 1, or undefined where nobody knows how far it is. */
  readonly show: (share: number | undefined, text: string) => void
  /** Takes the line away. */
  readonly clear: () => void
}

export const progressLine = (terminal: Terminal): ProgressLine => {
  if (!terminal.live) return { show: () => {}, clear: () => {} }
  const write = (line: string) => process.stderr.write(`\r\x1b[K${line}`)
  return {
    show: (share, text) => {
      const bar = share === undefined ? '' : `${barOf(share)} ${percentOf(share)}  `
      write(`${bar}${text}`.slice(0, terminal.columns - 1))
    },
    clear: () => write(''),
  }
}

/** A clock that is set, here or at the daemon, can give less than nothing or more than all. */
const within = (share: number): number => Math.min(1, Math.max(0, share))

const barOf = (share: number): string => {
  const full = Math.round(within(share) * BAR_CELLS)
  return `[${'#'.repeat(full)}${'-'.repeat(BAR_CELLS - full)}]`
}

const percentOf = (share: number): string => `${Math.floor(within(share) * 100)} %`.padStart(5)

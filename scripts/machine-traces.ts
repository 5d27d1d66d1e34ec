/**
 * What a test run could leave on a machine, as lines that a person reads. Two looks, one before a run and one after it, tell what is new.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** By its kind, everything of that kind that is there now. */
export type MachineTraces = ReadonlyMap<string, ReadonlySet<string>>

/** Folders in which whatever is new was left there. Servers of root are in the last two. */
const FOLDERS = [tmpdir(), '/tmp', '/dev/shm', '/run/vigie', '/var/lib/vigie']

/** `clone` is the folder whose tests are looked at: its processes count, others only where they have lost their parent. */
export const lookAtMachine = (clone: string): MachineTraces =>
  new Map<string, ReadonlySet<string>>([
    ['process', new Set(processesOf(clone))],
    ['network namespace', new Set(namesIn('/run/netns'))],
    ['link', new Set(namesIn('/sys/class/net'))],
    ['mount', new Set(linesOf('/proc/self/mountinfo').map(mountPoint))],
    ['user', new Set(linesOf('/etc/passwd').map((line) => line.split(':', 1)[0] ?? ''))],
    ['IPC object', new Set(ipcObjects())],
    ['file', new Set([...FOLDERS, clone].flatMap(pathsIn))],
  ])

/** What is there now and was not before, each with its kind. */
export const newTraces = (before: MachineTraces, now: MachineTraces): string[] =>
  [...now].flatMap(([kind, found]) =>
    [...found].filter((one) => !before.get(kind)?.has(one)).map((one) => `${kind} ${one}`),
  )

const pathsIn = (folder: string): string[] => namesIn(folder).map((name) => path.join(folder, name))

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return [] // this machine has none
  }
}

const linesOf = (file: string): string[] => {
  try {
    return readFileSync(file, 'latin1').trim().split('\n')
  } catch {
    return []
  }
}

/** proc_pid_mountinfo(5): the fifth field. */
const mountPoint = (line: string): string => line.split(' ')[4] ?? ''

/** Of sysvipc(7), by kind, key and number. */
const ipcObjects = (): string[] =>
  ['shm', 'msg', 'sem'].flatMap((kind) =>
    linesOf(`/proc/sysvipc/${kind}`)
      .slice(1)
      .map((line) => `${kind} ${line.trim().split(/\s+/).slice(0, 2).join(' ')}`),
  )

const processesOf = (clone: string): string[] =>
  namesIn('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => describeProcess(pid, clone) ?? [])

/** Undefined for one that is nobody's concern here, that has ended, or that waits only to be reaped. */
const describeProcess = (pid: string, clone: string): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim()
    const isOfClone = command.includes(clone) || isWithin(clone, `/proc/${pid}/cwd`)
    const counts = state !== 'Z' && command !== '' && (isOfClone || parent === '1')
    return counts ? `${pid} ${command.slice(0, 120)}` : undefined
  } catch {
    return undefined
  }
}

const isWithin = (folder: string, link: string): boolean =>
  `${readlinkSync(link)}/`.startsWith(`${folder}/`)

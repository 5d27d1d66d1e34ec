import type { Failure } from '../../base/failure.ts'
import { captureFailed, interfaceGone } from '../capture-failure.ts'
import { isSwitchedOn } from '../interfaces.ts'

/**
 * What the end of a child process that ran `openCapSource` means, for the parent. `cap` asserts that its poll handle meets no
 * fault, and libuv reports one when the interface goes down or away, so the child then dies of SIGABRT before it can say why.
 * What it had posted by then counts.
 */
export const capExitFailure = (
  interfaceName: string,
  status: number | null,
  signal: NodeJS.Signals | null,
): Failure =>
  signal === 'SIGABRT' && isSwitchedOn(interfaceName, 0) === false
    ? interfaceGone(interfaceName)
    : captureFailed(interfaceName, `the capturing process ended with ${signal ?? status}`)

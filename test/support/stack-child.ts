/**
 * A program that runs a stack as a daemon would, so that a test can kill it or run it as another user. Its one argument is JSON;
 * it prints the servers' state as one line once they answer, or its failure, and stops cleanly on SIGTERM.
 */
import { createLog } from '../../src/base/log.ts'
import { startStack } from '../../src/stack/index.ts'
import type { StackChildPlan } from './child-stack.ts'

const plan = JSON.parse(process.argv[2] ?? '') as StackChildPlan

// Changed here and not by the parent: the new user may be unable to read the clone, which is loaded by now.
if (plan.uid !== undefined) {
  process.setgroups?.([])
  process.setgid?.(plan.uid)
  process.setuid?.(plan.uid)
}
// Without setpriv the servers are not tied to this process, as on a system that lacks it.
if (plan.untied) process.env['PATH'] = ''

const stack = await startStack({
  home: plan.home,
  log: createLog('silent'),
  programFolders: ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin'],
})
process.on('SIGTERM', () => {
  stack.stop().then(() => process.exit(0))
})
// Last: whoever reads it may stop us at once.
process.stdout.write(`${JSON.stringify(stack.state())}\n`)

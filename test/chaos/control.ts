import { createConnection } from 'node:net'
import { text } from 'node:stream/consumers'

/** Where a daemon with the preload listens for orders; set anew for each daemon, because a killed one leaves its socket. */
export const CONTROL_VARIABLE = 'CHAOS_CONTROL'
/** How far its clock is off from the start on, in ms. */
export const STEP_VARIABLE = 'CHAOS_STEP'

export type Order =
  /** terminate(), or an uncaught throw, of the threads that count. */
  { readonly do: 'terminate' | 'throw' } | { readonly do: 'step'; readonly milliseconds: number }

/** Gives an order to a daemon. False where there was no thread to do it to. Rejects where the daemon is away. */
export const command = async (socketPath: string, order: Order): Promise<boolean> => {
  const socket = createConnection(socketPath)
  socket.write(JSON.stringify(order))
  const answer = await text(socket)
  if (answer === '') throw new Error('the daemon went away')
  return answer === 'done'
}

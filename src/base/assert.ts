/** A fault of ours, never of the world: it is not caught, it stops what is wrong. */
export class AssertionFailed extends Error {
  override readonly name = 'AssertionFailed'
}

/** States what must be true here. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionFailed(message)
}

/** The end of a switch over a union: the compiler proves that it cannot be reached. */
export const unreachable = (value: never): never => {
  throw new AssertionFailed(`unhandled case: ${JSON.stringify(value)}`)
}

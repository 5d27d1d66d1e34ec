import type { WebDependencies } from '../dependencies.ts'

/** How long an answer waits for the tables that are read to show what was just written. After that it is given anyway. */
const CATCH_UP_MS = 1_000

/** Waits until every projection has come to `position`. */
export const visible = async (
  { projections, tail }: Pick<WebDependencies, 'projections' | 'tail'>,
  position: number,
): Promise<void> => {
  tail.advanceTo(position)
  await projections.caughtUp(position, CATCH_UP_MS)
}

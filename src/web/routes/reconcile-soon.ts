import type { WebDependencies } from '../dependencies.ts'

/** Tells the queues at once of a schedule that came or went; where Redis is away, the next reconciliation tells them. */
export const reconcileSoon = async ({
  reconcile,
  log,
}: Pick<WebDependencies, 'reconcile' | 'log'>): Promise<void> => {
  await reconcile().catch((err: unknown) => log.warn({ err }, 'the queues are told later'))
}

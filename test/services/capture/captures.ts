import { newId } from '../../../src/base/ids.ts'
import type { CapturePlan } from '../../../src/services/capture/index.ts'
import type { OpenVigie } from '../../workers/open-vigie.ts'

export const planOf = (change: Partial<CapturePlan> = {}): CapturePlan => ({
  captureId: newId(),
  sensor: 'local',
  interface: 'lo',
  driver: 'ring',
  filter: '',
  seconds: 1,
  report: null,
  ...change,
})

/** Records that a capture is wanted, as the API does; returns its id. */
export const requestCapture = async (
  vigie: OpenVigie,
  change: Partial<CapturePlan> = {},
): Promise<string> => {
  const plan = planOf(change)
  await vigie.captures.request(plan, {
    commandId: `request/${plan.captureId}`,
    actor: 'local:0',
    now: vigie.clock.now(),
  })
  return plan.captureId
}

/** The job key that the worker of a capture has. */
export const jobKeyOf = (captureId: string): string => `capture@local/capture-traffic_${captureId}`

export const eventsOf = async (vigie: OpenVigie, captureId: string) =>
  (await vigie.reader.readStream(`capture-${captureId}`)).map(({ type, data }) => ({ type, data }))

export const typesOf = async (vigie: OpenVigie, captureId: string) =>
  (await eventsOf(vigie, captureId)).map(({ type }) => type)

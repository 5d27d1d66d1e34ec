import type { WebDependencies } from '../dependencies.ts'

type Asked = {
  readonly sensor?: string | undefined
  readonly interface?: string | undefined
  readonly driver?: 'ring' | 'cap' | undefined
  readonly filter: string
}

/** What is to be captured, with this machine's defaults for what was left out. */
export const sensorPlan = (
  { config, defaultInterface }: Pick<WebDependencies, 'config' | 'defaultInterface'>,
  asked: Asked,
) => ({
  sensor: asked.sensor ?? config.sensor,
  interface: asked.interface ?? defaultInterface(),
  driver: asked.driver ?? config.capture.driver,
  filter: asked.filter.trim(),
})

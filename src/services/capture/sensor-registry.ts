import { Failure } from '../../base/failure.ts'
import type { Database } from '../../db/database.ts'

/** How often a capture role says that it is up. */
export const HEARTBEAT_MS = 10_000
/** A sensor that has said nothing for this long is shown as away; its captures wait for it. */
export const AWAY_AFTER_MS = 35_000

type SensorInterface = {
  readonly name: string
  readonly up: boolean
  readonly addresses: readonly string[]
}

export type Sensor = {
  readonly name: string
  readonly interfaces: readonly SensorInterface[]
  /** Milliseconds since the epoch. */
  readonly seenAt: number
}

/** Says that this sensor is up, and which interfaces it has. */
export const recordSensor = async (db: Database, sensor: Sensor): Promise<void> => {
  const values = {
    interfaces: JSON.stringify(sensor.interfaces),
    seen_at: new Date(sensor.seenAt),
  }
  await db
    .insertInto('sensors')
    .values({ name: sensor.name, ...values })
    .onDuplicateKeyUpdate(values)
    .execute()
}

export const listSensors = async (db: Database): Promise<Sensor[]> => {
  const rows = await db.selectFrom('sensors').selectAll().orderBy('name').execute()
  return rows.map((row) => ({
    name: row.name,
    interfaces: JSON.parse(row.interfaces) as SensorInterface[],
    seenAt: row.seen_at.getTime(),
  }))
}

/** Throws SENSOR_UNKNOWN or INTERFACE_UNKNOWN. */
export const checkInterface = async (
  db: Database,
  sensorName: string,
  interfaceName: string,
): Promise<void> => {
  const sensors = await listSensors(db)
  const sensor = sensors.find(({ name }) => name === sensorName)
  if (sensor === undefined) {
    const known = sensors.map(({ name }) => name).join(', ') || '–'
    throw new Failure('SENSOR_UNKNOWN', { sensor: sensorName, known })
  }
  if (!sensor.interfaces.some(({ name }) => name === interfaceName)) {
    const known = sensor.interfaces.map(({ name }) => name).join(', ') || '–'
    throw new Failure('INTERFACE_UNKNOWN', { interface: interfaceName, sensor: sensorName, known })
  }
}

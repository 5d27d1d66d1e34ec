/** A process that closes its reserve so many milliseconds after it began, and has nothing left to do then. */
import { setTimeout as wait } from 'node:timers/promises'
import { EngineReserve } from '../../../src/services/capture/engine/engine-reserve.ts'
import { ringBytes } from './running-engine.ts'

const reserve = new EngineReserve(ringBytes, true)
await wait(Number(process.argv[2]))
await reserve.close()
process.stdout.write('closed\n')

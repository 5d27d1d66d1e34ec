/** A process that runs a projection until it is killed. Its arguments: the database as JSON, and the projection's name. */
import { createLog } from '../../src/base/log.ts'
import { openDatabase } from '../../src/db/database.ts'
import type { MysqlAddress } from '../../src/db/mysql-options.ts'
import { LogReader, LogTail, ProjectionRunner } from '../../src/events/index.ts'
import { counterCatalogue } from './counter-events.ts'
import { seenProjection } from './seen-projection.ts'

const address = JSON.parse(process.argv[2] ?? '') as MysqlAddress
const name = process.argv[3] ?? ''
const { db } = openDatabase(address)
const reader = new LogReader(db, counterCatalogue)
const log = createLog('silent')
const tail = new LogTail(reader, log)
tail.start()
// A step of 500 events takes about 300 ms, so that it is often killed inside of one.
new ProjectionRunner(db, reader, tail, log, [seenProjection(name, 0.0005)]).start()

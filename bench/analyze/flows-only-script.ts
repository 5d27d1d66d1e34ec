/** Counts the flows of a capture file and nothing else: reader, headers, flow table. argv[2]: the file. Prints packets and flows as JSON. */
import { readCaptureFile } from '../../src/services/traffic/files/file-source.ts'
import { DEFAULT_FLOW_LIMIT, FlowTable } from '../../src/services/traffic/flows/flow-table.ts'
import type { PacketSink } from '../../src/wire/file/capture-file.ts'
import { PacketView } from '../../src/wire/packet-view.ts'

const view = new PacketView()
const flows = new FlowTable(DEFAULT_FLOW_LIMIT)

const sink: PacketSink = {
  frame(bytes, offset, capturedLength, wireLength, seconds, nanoseconds, vlan, link) {
    view.decode(bytes, offset, capturedLength, wireLength, vlan, link)
    flows.count(bytes, offset, view, wireLength, seconds, nanoseconds)
  },
}

const { packets } = await readCaptureFile(process.argv[2] ?? '', sink, {})
process.stdout.write(`${JSON.stringify({ packets, flows: flows.newFlows })}\n`)

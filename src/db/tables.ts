/**
 * Every table as Kysely sees it. Only the slice that owns a table names it; `events` owns the log.
 * A DATETIME is a Date in UTC; an integer is a number, exact up to 2^53.
 */
type Bytes = Buffer

type EventLogTable = { id: number; position: number; hash: Bytes }

type EventsTable = {
  position: number
  stream: string
  version: number
  event_id: Bytes
  type: string
  schema_version: number
  data: string
  metadata: string
  occurred_at: Date
  hash: Bytes
}

type CheckpointsTable = {
  name: string
  version: number
  position: number
  failure: string | null
  updated_at: Date
}

type SnapshotsTable = {
  stream: string
  version: number
  schema_version: number
  state: string
  taken_at: Date
}

type CapturesTable = {
  capture_id: string
  sensor: string
  interface: string
  file: string | null
  broken_off: number
  driver: string
  filter: string
  seconds: number
  state: string
  report_id: string | null
  actor: string
  requested_at: Date
  started_at: Date | null
  ended_at: Date | null
  failure: string | null
}

type SegmentsTable = {
  capture_id: string
  segment: number
  opened_at: Date
  closed_at: Date | null
  reason: string | null
  lost_intervals: number
  rows_hash: Bytes | null
}

type WatchesTable = {
  watch_id: string
  sensor: string
  interface: string
  driver: string
  filter: string
  save: number
  actor: string
  added_at: Date
  removed_at: Date | null
  failure: string | null
}

type WatchSegmentsTable = {
  watch_id: string
  segment: number
  opened_at: Date
  closed_at: Date | null
  reason: string | null
  failure: string | null
  lost_intervals: number
}

type PacketFilesTable = {
  capture_id: string
  segment: number
  number: number
  sensor: string
  bytes: number
  packets: number
  first_at: Date
  last_at: Date
  sha256: Bytes
  discarded_at: Date | null
}

/** The natural key of an interval; `kept_from` is the day that retention counts from. */
type IntervalKey = { kept_from: string; capture_id: string; segment: number; number: number }

type TwoWays = {
  sent_packets: number
  sent_bytes: number
  received_packets: number
  received_bytes: number
}

type TrafficIntervalsTable = IntervalKey & {
  started_at: Date
  ended_at: Date
  packets: number
  bytes: number
  kernel_drops: number | null
  truncated: number
  malformed: number
  flows: number
  other_flows: number
  rows_hash: Bytes
  tcp_connections: number
  tcp_unanswered: number
  tcp_refused: number
  tcp_retransmissions: number
  tcp_fast_retransmissions: number
  tcp_out_of_order: number
  tcp_duplicate_acks: number
  tcp_zero_windows: number
  tcp_resets: number
  tcp_handshakes: number
  tcp_server_us: number
  tcp_client_us: number
  dns_questions: number
  dns_answers: number
  dns_name_errors: number
  dns_failures: number
  dns_timed: number
  dns_latency_us: number
  broadcast_packets: number
  broadcast_bytes: number
  multicast_packets: number
  multicast_bytes: number
  own_packets: number | null
  own_bytes: number | null
}

type TrafficProtocolsTable = IntervalKey & {
  protocol: string
  port: number
  application: string
  packets: number
  bytes: number
}
type TrafficDevicesTable = IntervalKey & TwoWays & { mac: string; address: string; name: string }
type TrafficDestinationsTable = IntervalKey & TwoWays & { address: string; name: string }
type TrafficConversationsTable = IntervalKey & {
  a: string
  b: string
  packets_ab: number
  bytes_ab: number
  packets_ba: number
  bytes_ba: number
}
type TrafficDetailsTable = IntervalKey & { application: string; detail: string; count: number }

type ReportsTable = {
  report_id: string
  state: string
  scope: string
  deliveries: number
  due_at: Date
  requested_at: Date
  produced_at: Date | null
  ended_at: Date | null
  message_id: string | null
  failure: string | null
}

type ReportFormsTable = {
  report_id: string
  figures: string
  text: string
  html: string
  message: Bytes
}

type SchedulesTable = {
  schedule_id: string
  name: string
  plan: string
  added_at: Date
  last_slot: Date | null
  removed_at: Date | null
}

type AddressesTable = { address_id: string; address: string }

type MessagesTable = {
  message_id: string
  mailbox: string
  envelope_from: string
  header_from: string
  header_to: string
  subject: string
  received_at: Date
  size: number
  sha256: Bytes
  source: Bytes
}

type SensorsTable = { name: string; interfaces: string; seen_at: Date }

type CredentialsTable = {
  account_id: string
  name: string
  password_hash: string
  changed_at: Date
}

export type Tables = {
  event_log: EventLogTable
  events: EventsTable
  checkpoints: CheckpointsTable
  snapshots: SnapshotsTable
  captures: CapturesTable
  segments: SegmentsTable
  watches: WatchesTable
  watch_segments: WatchSegmentsTable
  packet_files: PacketFilesTable
  traffic_intervals: TrafficIntervalsTable
  traffic_protocols: TrafficProtocolsTable
  traffic_devices: TrafficDevicesTable
  traffic_destinations: TrafficDestinationsTable
  traffic_conversations: TrafficConversationsTable
  traffic_details: TrafficDetailsTable
  reports: ReportsTable
  report_forms: ReportFormsTable
  schedules: SchedulesTable
  addresses: AddressesTable
  messages: MessagesTable
  sensors: SensorsTable
  credentials: CredentialsTable
}

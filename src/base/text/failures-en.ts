import type { FailureTexts } from '../failure-catalogue.ts'

export const failuresEn: FailureTexts = {
  ADDRESS_INVALID: ['"{{address}}" is not a mail address', 'write it like name@example.org'],
  ARGUMENTS_TOO_MANY: [
    'there are more arguments than "{{command}}" takes: {{given}}',
    '"{{command}} --help" shows how it is used',
  ],
  ARGUMENT_INVALID: ['{{argument}} cannot be "{{value}}"', 'write {{expected}}'],
  ARGUMENT_MISSING: [
    'the argument {{argument}} is missing',
    '"{{command}} --help" shows how it is used',
  ],
  CAPTURE_FILE_EMPTY: [
    '{{file}} is empty, it has not even the header of a capture',
    'see whether it was written to its end',
  ],
  CAPTURE_FILE_FORMAT: [
    '{{file}} is no capture that Vigie reads: it begins neither as pcap nor as pcapng, plain or compressed with gzip',
    '"editcap" converts other formats',
  ],
  CAPTURE_NOT_RUNNING: [
    'capture {{id}} has already ended ({{state}})',
    '"vigie capture show {{id}}" shows what it found',
  ],
  CAPTURE_UNKNOWN: ['there is no capture {{id}}', '"vigie captures" lists those there are'],
  COMMAND_UNKNOWN: ['there is no command "{{name}}"', '"{{command}} --help" lists those there are'],
  CONFIG_INVALID: [
    'the configuration {{file}} cannot be used: {{problems}}',
    'correct it and start again',
  ],
  CRON_INVALID: [
    '"{{cron}}" is not a cron expression ({{reason}})',
    'five fields are wanted: minute hour day month weekday, as in "0 7 * * 1"',
  ],
  FILE_EXISTS: ['{{file}} exists already', 'choose another name, or say --force to replace it'],
  FILTER_INVALID: [
    'the filter "{{filter}}" does not compile: {{reason}}',
    '"man pcap-filter" has the language, as in "tcp port 443"',
  ],
  HOST_FOREIGN: [
    '"{{host}}" is no name of this machine',
    'ask for it by its address or its own name',
  ],
  INTERFACE_UNKNOWN: [
    'there is no interface {{interface}} on sensor {{sensor}}',
    'choose among {{known}}',
  ],
  MESSAGE_UNKNOWN: [
    'there is no message {{id}} in this mailbox',
    '"vigie inbox" lists those there are',
  ],
  NUMBER_OUT_OF_RANGE: [
    '{{argument}}: "{{value}}" is not a whole number from {{min}} to {{max}}',
    'write one of these in digits',
  ],
  OPTION_MISSING: ['the option {{option}} is missing', '"{{command}} --help" shows how it is used'],
  OPTION_UNKNOWN: ['there is no option "{{option}}"', '"{{command}} --help" lists those there are'],
  OPTION_VALUE_MISSING: [
    'the option {{option}} lacks its value',
    '"{{command}} --help" shows how it is used',
  ],
  ORIGIN_FOREIGN: [
    'a page of "{{origin}}" asked for this, and only pages of Vigie may',
    'begin again on the page of Vigie itself',
  ],
  PACKETS_ELSEWHERE: [
    'the packets of {{id}} are on sensor {{sensor}}',
    'run "vigie capture export" on that machine',
  ],
  PACKETS_NONE: [
    'no packets of {{id}} are kept: it was not told to save them (--save), no packet came, or they were discarded to make room',
    'say --save with the next capture',
  ],
  PASSWORDS_DIFFER: ['the two passwords differ', 'type the same one twice'],
  PASSWORD_TOO_SHORT: ['the password is too short', 'choose one of at least {{min}} characters'],
  PROJECTION_UNKNOWN: ['there is no projection {{name}}', 'choose among {{known}}'],
  RELAY_NOT_CONFIGURED: [
    '{{address}} is not an address of {{domain}}, and no relay for foreign mail is configured',
    'set mail.relayUrl, or send to an address of {{domain}}',
  ],
  REPORT_NOT_KEPT: [
    'the text of report {{id}} is no longer kept',
    'raise keep.reportDays to keep the next ones longer',
  ],
  REPORT_UNKNOWN: ['there is no report {{id}}', '"vigie report list" lists those there are'],
  REQUEST_INVALID: [
    '"{{request}}" cannot be answered: {{reason}}',
    '/api/openapi.json describes what it takes',
  ],
  REQUEST_TOO_LARGE: ['"{{request}}" carries more than is taken', 'send less at once'],
  REQUEST_UNKNOWN: [
    'nothing answers to "{{request}}"',
    'the console begins at /, and what the API answers to stands in its /api/openapi.json',
  ],
  SCHEDULE_EMPTY: [
    'the schedule {{name}} would do nothing',
    'say --capture SECONDS, --report, or both',
  ],
  SCHEDULE_EXISTS: [
    'there is a schedule {{name}} already',
    'remove it first with "vigie schedule remove {{name}}", or choose another name',
  ],
  SCHEDULE_NAME_INVALID: [
    '"{{name}}" cannot name a schedule',
    'choose letters, digits, ".", "_" and "-", 63 at most',
  ],
  SCHEDULE_UNKNOWN: [
    'there is no schedule {{name}}',
    '"vigie schedule list" shows those there are',
  ],
  SENSOR_UNKNOWN: [
    'there is no sensor {{sensor}}',
    'known are {{known}}; start it there with "vigie up --role capture --sensor {{sensor}}"',
  ],
  TIME_ZONE_UNKNOWN: ['"{{timeZone}}" is not a time zone', 'write it like Europe/Paris'],
  WATCHES_TOO_MANY: [
    'sensor {{sensor}} has {{max}} watches, and more would starve each other',
    'remove one first with "vigie watch remove"',
  ],
  WATCH_EXISTS: [
    'watch {{id}} looks at {{interface}} with the same filter already',
    '"vigie watches" shows it',
  ],
  WATCH_UNKNOWN: ['there is no watch {{id}} in force', '"vigie watches" lists those there are'],

  ANSWER_BROKEN: [
    'the daemon broke off its answer ({{reason}})',
    '"vigie status" shows how it is, then try again',
  ],
  ANSWER_UNREADABLE: [
    'the daemon answered "{{request}}" with what this command does not read ({{reason}})',
    'it may be of another version: "vigie down" and "vigie up --detach" start this one',
  ],
  BACKUP_DAMAGED: [
    '{{file}} is no whole backup: {{reason}}; nothing was restored',
    'take another one',
  ],
  BACKUP_NEWER: [
    '{{file}} was written by a newer Vigie ({{version}})',
    'restore it with that version or a later one',
  ],
  BACKUP_RUNNING: ['another backup is being written', 'wait for its end, then try again'],
  CAPTURE_FAILED: [
    'the capture on {{interface}} failed: {{reason}}; what was counted until then is kept',
    '"vigie doctor" looks at what may be wrong here',
  ],
  CAPTURE_NOT_PERMITTED: [
    'Vigie may not capture on {{interface}}: it lacks the capability CAP_NET_RAW',
    'start it as root, or give it the capability (docs/install.md), then ask again',
  ],
  DATABASE_AWAY: [
    'MySQL does not answer at {{address}} ({{reason}})',
    'check that the server runs and that the address is right, then try again',
  ],
  DATABASE_NEWER: [
    'the data was written by a newer Vigie (it has the migration {{migration}})',
    'start that version, or restore a backup of this one',
  ],
  DATABASE_NOT_EMPTY: [
    'the database at {{address}} has tables already, and a backup is restored into an empty one',
    'set VIGIE_MYSQL_URL to such a one',
  ],
  DRIVER_UNAVAILABLE: [
    'the capture driver {{driver}} cannot be used here: {{reason}}',
    'choose another with --driver',
  ],
  EVENT_CHANGED: [
    'event {{position}} of the log is not as it was written, or not where it was written',
    'restore a backup from before the change with "vigie restore"',
  ],
  EVENT_MISSING: [
    'event {{position}} of the log is missing',
    'restore a backup from before it went with "vigie restore"',
  ],
  FILE_UNREADABLE: ['{{file}} cannot be read ({{reason}})', 'check its name and its rights'],
  FILE_UNWRITABLE: [
    '{{file}} cannot be written ({{reason}})',
    'choose another place, or make room',
  ],
  HOME_NOT_EMPTY: [
    'the data folder {{home}} is in use already (it has {{entry}})',
    'set VIGIE_HOME to an empty one',
  ],
  HOME_UNUSABLE: [
    'the data folder {{path}} cannot be used: {{reason}}',
    'give Vigie the right to write there, or set VIGIE_HOME to another folder',
  ],
  HOST_NOT_OURS: [
    'Vigie cannot listen at "{{host}}": no interface of this machine has that address',
    'set {{setting}} to one that it has, or to 127.0.0.1',
  ],
  IMPORT_NO_ROOM: [
    'the disk of sensor {{sensor}} is full, and no figures are kept until there is room',
    'make room; "vigie status" shows how much there is',
  ],
  IMPORT_UNKNOWN: [
    'the import {{id}} is not open: Vigie was started again meanwhile, something failed, or nothing came for an hour',
    'run "vigie analyze --store" again',
  ],
  INTERFACE_GONE: [
    'the interface {{interface}} disappeared or went down during the capture; what was counted until then is kept',
    'bring it up and start another capture',
  ],
  INTERNAL: [
    'Vigie itself failed ({{reason}})',
    'the log has the details under {{reference}}; please report it',
  ],
  LOG_HEAD_DIFFERS: [
    'the head of the log says {{position}} and its events end elsewhere',
    'restore a backup with "vigie restore"',
  ],
  MAIL_DEFERRED: [
    'the mail server {{server}} would not take report {{report}} for {{recipients}} now ({{reason}})',
    'Vigie tries again by itself',
  ],
  MAIL_REFUSED: [
    'the mail server {{server}} refused the report for {{recipients}}: {{reason}}',
    'check the address and mail.relayUrl; "vigie report send {{report}}" sends it again',
  ],
  NOT_ALLOWED: [
    'user {{uid}} may not command this Vigie',
    'run the command as root or as the user that started it',
  ],
  NOT_RUNNING: ['Vigie is not running for {{home}}', 'start it with "vigie up --detach"'],
  PACKETS_DAMAGED: [
    'the file {{file}} of saved packets is missing or not as it was written',
    'take the other files of the capture from its folder',
  ],
  PORT_NOT_PERMITTED: [
    'Vigie may not listen at port {{port}} of {{host}}',
    'start it as root, or set {{setting}} to a port above 1023',
  ],
  PORT_TAKEN: [
    'port {{port}} on {{host}} is in use by another program',
    'stop that program, or set {{setting}} to another port',
  ],
  PROJECTION_HALTED: [
    'the projection {{name}} halted at position {{position}}: {{reason}}; nothing is lost',
    'after an update run "vigie replay {{name}}"',
  ],
  REDIS_AWAY: [
    'Redis does not answer at {{address}} ({{reason}})',
    'check that the server runs and that the address is right, then try again',
  ],
  REQUESTS_TOO_MANY: ['"{{request}}" was asked for too often', 'wait a minute, then try again'],
  RESTORE_UNFINISHED: [
    'a restore into {{home}} was cut short, and only a part of the backup is there',
    '"vigie restore FILE" begins again',
  ],
  RUNNING_ALREADY: [
    'Vigie is running already for {{home}} (process {{pid}})',
    '"vigie down" stops it',
  ],
  SERVER_MISSING: [
    'the program {{program}} is missing',
    'install it with "apt-get install --no-install-recommends {{package}}", or set {{setting}} to a server that runs elsewhere',
  ],
  SERVER_START_FAILED: ['{{server}} did not start: {{reason}}', 'its log, {{log}}, has more'],
  STILL_WAITING: [
    '{{what}} is not finished after {{seconds}} s; it goes on, and nothing is lost',
    '"vigie status" shows how far it is',
  ],
  STREAM_BROKEN: [
    'the stream {{stream}} of the log lacks a version',
    'restore a backup with "vigie restore"',
  ],
  VERSION_CONFLICT: [
    '{{stream}} was changed by somebody else at the same moment',
    'look at it again and repeat the command',
  ],

  WIRE_MALFORMED: [
    'the packet contradicts itself: its {{layer}} at byte {{offset}} needs {{required}} bytes of {{available}}',
    'look at what sent it',
  ],
  WIRE_TOO_DEEP: [
    'the packet has more layers than are followed, up to {{layer}} at byte {{offset}}',
    'look at what sent it',
  ],
  WIRE_TRUNCATED: [
    'the packet was cut: its {{layer}} at byte {{offset}} needs {{required}} bytes, and {{available}} were captured',
    'capture whole packets',
  ],
}

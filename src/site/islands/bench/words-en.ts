/** Words of what shows a run: consoles, packets, stream, bytes. They are loaded with it. */
import type { ExitReason, LimitName } from '../../../protocol/lab.ts'
import { counted } from '../shared/count.ts'

export const en = {
  // The state's sentence.
  running: (programs: number, packets: number) =>
    `Running · ${counted(programs, 'program')} · ${counted(packets, 'packet')} so far`,
  waiting: (file: string, call: string, time: string) => `${file} is waiting in ${call}(), ${time}`,
  stale: 'Edited since this run. The packets below belong to the earlier code.',
  exitedAll: (programs: number, time: string) =>
    `${programs === 1 ? 'The program' : programs === 2 ? 'Both programs' : `All ${programs} programs`} exited, status 0 · ${time}`,
  exitedSome: (ended: string, serving: string, servers: number) =>
    `${ended} exited, status 0. ${serving} ${servers === 1 ? 'is' : 'are'} still listening`,
  crashed: (file: string, what: string, line: number | null) =>
    `${file} ended with ${what}${line === null ? '' : `, line ${line}`}`,
  exitStatus: (status: number) => `exit status ${status}`,
  stoppedByYou: 'Stopped by you. The kernel closed its sockets',
  stoppedAt: (file: string, limit: string) => `${file} was stopped at the ${limit}`,
  limits: {
    output: 'output limit',
    memory: 'memory limit',
    cpu: 'CPU time limit',
    wall: 'time limit',
    packets: 'packet limit',
    processes: 'limit on processes and threads',
    descriptors: 'limit on open files and sockets',
    file: 'file size limit',
    disk: 'disk space limit',
  } satisfies Record<LimitName, string>,

  // Consoles.
  exits: {
    exited: 'exited',
    crashed: 'crashed',
    stopped: 'stopped',
    limit: 'stopped at a limit',
  } satisfies Record<ExitReason, string>,
  input: (file: string) => `Input to ${file}`,
  send: 'Send',
  copyOutput: (file: string) => `Copy the output of ${file}`,
  copyRefused: 'The browser does not allow it: select the text instead',
  cut: (bytes: string) => `Output over the limit was cut: ${bytes} more.`,
  notStarted: 'not run',
  waitingFor: (what: string) => (what === '' ? 'starting' : `waits for ${what}`),
  isRunning: 'running',
  isListening: (at: string) => `listening on ${at}`,
  exitWords: (code: number | null, signal: string | null) =>
    signal === null ? `exited, status ${code ?? 0}` : `ended by ${signal}`,
  waitedIn: (call: string, time: string) => `${call}() waited ${time}`,
  waitsHere: (call: string) => `waiting in ${call}()`,
  stoppedAtLimit: (limit: string) => `stopped at the ${limit}`,

  // Packets.
  packetsNone: 'No packet yet.',
  packetsReduced: 'This machine does not let the lab see packets. Calls and bytes are shown below.',
  lost: (count: number) => `${counted(count, 'packet')} more were seen and not kept.`,
  untold: (count: number) => `${counted(count, 'call')} came too fast to be shown.`,
  ladder: 'Ladder',
  table: 'Table',
  viewAs: 'Show packets as',
  relative: 'Relative numbers',
  absolute: 'Absolute numbers',
  numbers: 'Sequence numbers',
  download: 'Download these packets as .pcapng',
  downloadPicture: 'Download as a picture (.svg)',
  filter: 'Filter packets',
  waitingKey: 'waiting in a call',
  client: 'client',
  server: 'server',
  otherEnd: 'other end',
  groups: {
    Handshake: 'Handshake',
    Data: 'Data',
    Close: 'Close',
    Reset: 'Reset',
    Retransmission: 'Retransmission',
    'Zero window': 'Zero window',
    Other: 'Other',
    Datagrams: 'Datagrams',
    Control: 'Control',
  } as Record<string, string>,
  connection: (id: number) => `connection ${id}`,
  groupSize: (packets: number, time: string) => (packets === 1 ? '1 packet' : `${packets} packets · ${time}`),
  gaps: {
    travelling: (time: string) => `${time} on the wire`,
    timer: (time: string) => `No answer for ${time}: the sender’s timer runs`,
    silence: (time: string) => `Nothing on the wire for ${time}`,
  },
  again: 'AGAIN',
  droppedWord: 'lost on the wire',
  arrives: (time: string) => `arrives ${time}`,
  packetOf: (packet: number, all: number, time: string) => `Packet ${packet} of ${all}, at ${time} ms`,
  walk: 'walk',
  toBytes: 'bytes',
  first: 'First packet',
  previous: 'Previous packet',
  nextPacket: 'Next packet',
  last: 'Last packet',
  sizes: (count: number) => counted(count, 'byte'),
  columns: ['No.', 'ms', 'from → to', 'flags', 'seq', 'ack', 'len', 'meaning'],
  fromTo: (fromClient: boolean): string => (fromClient ? 'client → server' : 'server → client'),
  kinds: {
    syn: 'opens the connection',
    'syn-ack': 'agrees, and opens its own direction',
    established: 'third step: the connection stands',
    data: 'data',
    ack: 'acknowledges',
    'duplicate-ack': 'the same acknowledgment again',
    'window-update': 'there is room again',
    'zero-window': 'no room: stop sending',
    'keep-alive': 'are you still there?',
    retransmission: 'sent again',
    fin: 'no more bytes from here',
    reset: 'ends the connection at once',
    other: '',
    lost: 'lost',
  } as Record<string, string>,
  packetsSeen: (count: number) => counted(count, 'packet'),
  /** Between two sentences. */
  space: ' ',
  /** Between the parts of one. */
  joint: ', ',
  more: (count: number) => `and ${count} more`,

  // Stream.
  streamNone: 'No bytes in this run: nothing was written to a connection, and no datagram sent.',
  direction: 'Direction',
  writes: 'Writes',
  segments: 'Segments',
  reads: 'Reads',
  onTheWire: 'on the wire',
  byteInStream: 'byte in stream',
  summary: (writes: number, segments: number, reads: number) =>
    `${counted(writes, 'write')} → ${counted(segments, 'segment')} → ${counted(reads, 'read')}.`,
  /** Where no program told of its calls. */
  segmentsOnly: (segments: number) => `${counted(segments, 'segment')}.`,
  glued: (read: number, writes: number) =>
    `Read ${read} took the bytes of ${writes} writes: no mark in the stream says where one ended.`,
  split: (write: number, reads: number) => `Write ${write} was taken by ${reads} reads.`,
  oneToOne: 'Each write was read by itself this time. Nothing in TCP promises it.',
  unread: (bytes: string) => `${bytes} were not read.`,
  /** A number, or `7–12`: blocks too narrow to be drawn one by one. */
  blockWrite: (index: string, bytes: string) => `Write ${index}, ${bytes}`,
  blockSegment: (packet: string, bytes: string) => `Packet ${packet}, ${bytes}`,
  blockRead: (index: string, bytes: string) => `Read ${index}, ${bytes}`,
  line: (line: number) => `line ${line}`,
  reach: (from: number, to: number) => `bytes ${from} to ${to - 1}`,

  // Bytes.
  bytesOf: (packet: number, all: string, yours: string) => `packet ${packet} · ${all}, of which ${yours} yours`,
  hexLabel: 'Bytes in hexadecimal',
  treeLabel: 'Meaning of the bytes',
  yours: 'Your bytes',
  truncated: (bytes: string) => `${bytes} of this packet were not captured.`,

  // Foot.
  foot: (link: string, wire: string, yours: string) =>
    `Your run, captured on ${link}. ${wire} crossed the wire to carry ${yours}.`,
  footNetwork: (seed: number) => `Network of your own · seed ${seed}`,
}

/**
 * What a run did, as lines that are the same whenever a lab behaves the same: how each program ended and what it
 * printed, and for each flow who said what in which order. Left out are times, sizes of memory, ephemeral ports,
 * sequence numbers, pure acknowledgements, and how many segments the kernel made of a stretch of data. Pure.
 *
 *     client: exited, status 0
 *     client | connected from port PORT
 *     flow tcp 10.0.0.1 → 10.0.0.2:9999: handshake complete, closed by client, fin
 *       client SYN
 */
import type { ProgramExit } from '../../protocol/lab.ts'
import type { RecordedEvent, RecordedRun } from '../../protocol/recording.ts'
import { type DiffLine, diffLines } from './diff.ts'
import { RECORDING_LIMITS } from './limits.ts'
import { type SeenFlow, seenIn } from './seen.ts'

/** First of the ports that the kernel hands out by itself (net.ipv4.ip_local_port_range). */
const EPHEMERAL = 32_768

export function behaviourOf({ events }: Pick<RecordedRun, 'events'>): string[] {
  const told = events.map(([, event]) => event)
  const { flows, others } = seenIn(told.flatMap((event) => (event.type === 'packets' ? event.packets : [])))
  const ports = new Set(flows.flatMap(({ client, server }) => [client, server].map(portOf)).filter(isEphemeral))
  return [
    ...programLines(told, ports),
    ...flows
      .map((flow) => flowLines(flow))
      .sort(([a = ''], [b = '']) => (a < b ? -1 : Number(a > b)))
      .flat(),
    ...new Set(others.map((summary) => `seen: ${withoutChance(summary, ports)}`)),
  ]
}

/** So many letters on end are no word that a program prints: a key in base64 that happens to hold no digit. */
const LONG_WORD = /[A-Za-z+/]{16,}={0,2}/g
/** A word with a digit in it: a number, an address, and what is drawn by lot or hashed, in hexadecimal or base64. */
const WITH_DIGIT = /[A-Za-z\d#+/]*[\d#][A-Za-z\d#+/]*(?:\.[A-Za-z\d#+/]+)*(?:={1,2}(?![\w#]))?/g

/** Four or more bytes in hexadecimal: some of them have no digit. */
const HEX_DUMP = /(?<![\w#])(?:[\da-f#]{1,2} ){3,}[\da-f#]{1,2}(?![\w#])/g

/**
 * A line with `#` for each word that has a digit in it and `"…"` for what is quoted: lines alike in this are of one
 * kind, whatever numbers, bytes, keys and digests they tell. A kind's own kind is itself.
 */
export function kindOf(line: string): string {
  const kind = line
    .replace(/"[^"]*"/g, '"…"')
    .replace(LONG_WORD, '#')
    .replace(HEX_DUMP, '#')
    .replace(WITH_DIGIT, '#')
  return kind === line ? kind : kindOf(kind)
}

/** The kinds of lines in which two runs of the same differ. */
export function varyingKinds(one: string[], other: string[]): string[] {
  const changed = diffLines(one, other).filter(({ sign }) => sign !== ' ')
  return [...new Set(changed.map(({ text }) => kindOf(text)))].sort()
}

/** Of these kinds the ones that may be told by chance: how a program ended is never one of them. */
export function withoutEnds(kinds: readonly string[]): string[] {
  return kinds.filter((kind) => !/^[a-z#][a-z#-]*: (exited|crashed|stopped|never ended)\b/.test(kind))
}

/** Compares two behaviours in all but the lines of kinds that are known to vary. */
export function compare(before: string[], after: string[], varies: readonly string[]): DiffLine[] {
  // A recording may be older than what is called a kind today.
  const known = new Set(varies.map(kindOf))
  const settled = (lines: string[]) => lines.filter((line) => !known.has(kindOf(line)))
  return diffLines(settled(before), settled(after))
}

function programLines(told: RecordedEvent[], ports: Set<number>): string[] {
  const names = told.flatMap((event) => (event.type === 'runStarted' ? event.programs : []))
  return names.flatMap((name) => {
    const exit = told.flatMap((event) =>
      event.type === 'program' && event.program === name && event.state.state === 'exited' ? [event.state.exit] : [],
    )
    return [
      `${name}: ${exitWords(exit.at(-1))}`,
      ...outputLines(told, name, 'stdout', ports).map((line) => `${name} | ${line}`),
      ...outputLines(told, name, 'stderr', ports).map((line) => `${name} ! ${line}`),
    ]
  })
}

function exitWords(exit: ProgramExit | undefined): string {
  if (exit === undefined) return 'never ended'
  const { reason, code, signal, limit } = exit
  if (reason === 'stopped') return 'stopped'
  if (reason === 'limit') return `stopped at its ${limit} limit`
  return signal === null ? `${reason}, status ${code}` : `${reason} by ${signal}`
}

function outputLines(told: RecordedEvent[], name: string, stream: string, ports: Set<number>): string[] {
  const text = told
    .map((event) => (event.type === 'output' && event.program === name && event.stream === stream ? event.text : ''))
    .join('')
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  return lines.slice(0, RECORDING_LIMITS.lines).map((line) => withoutChance(line, ports))
}

/** `Sun, 22 Nov 2026 08:49:37 GMT` (IMF-fixdate, RFC 9110 section 5.6.7) and `2026-11-22T08:49:37.000Z`. */
const DATE = /\b[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT\b|\b\d{4}-\d{2}-\d{2}T[\d:.]+Z/g

/** What is another in every run: the date, ports that the kernel chose, times, sizes of memory. */
function withoutChance(line: string, ports: Set<number>): string {
  return line
    .replace(DATE, 'DATE')
    .replace(/\b\d+\b/g, (number) => (ports.has(Number(number)) ? 'PORT' : number))
    .replace(/\b\d+(\.\d+)? ?(ms|µs|us|ns|s|seconds?)\b/g, 'TIME')
    .replace(/\b\d+(\.\d+)? ?(KiB|MiB|GiB|kB|MB|GB)\b/g, 'SIZE')
}

function flowLines({ protocol, client, server, steps, facts }: SeenFlow): string[] {
  return [`flow ${protocol} ${lasting(client)} → ${lasting(server)}: ${facts[0]}`, ...facts.slice(1), ...steps].map(
    (line, index) => (index === 0 ? line : `  ${line}`),
  )
}

/** An end of a flow, without a port that the kernel chose. */
function lasting(end: string): string {
  return isEphemeral(portOf(end)) ? end.slice(0, end.lastIndexOf(':')) : end
}

const portOf = (end: string): number => Number(end.slice(end.lastIndexOf(':') + 1))
const isEphemeral = (port: number): boolean => port >= EPHEMERAL

/** What a reader of fault rules expected where it could not go on: one function each, with the bounds that hold there. */
import type { Sentence } from './sentence.ts'

export const FAULT_WORDS = {
  grammar: () => `[PLACE:]WHAT, several separated by commas
  PLACE  client        what this host sends            >server   what goes to this host
         wire.client   the same, on the link "wire"    wire.*    whoever sends on it
         udp           tcp, udp, icmp, arp or ip; after a host: client/udp
  WHAT   loss=20%  drop=1+2  dup=10%  reorder=5% or 5%/3 (by 3 others)  cut  cut=2s..7s
         delay=100 (ms)  jitter=30 (ms)  rate=256kbps or 256kbps/30kB (its queue)
         split=3+3+2, split=~8 (at random) or with /5ms between pieces
         coalesce=64 or 64/40ms (at most)  reset=1000 (bytes)  none`,
  expected: (what: string) => `expected ${what}`,
  comma: () => 'a comma before the next rule, or the end',
  fault: (names: readonly string[]) => `a fault: ${names.join(', ')} or none`,
  equals: (name: string) => `"=" after ${name}`,
  stop: () => 'a full stop between link and host',
  toHost: () => 'the name of a host after ">"',
  place: () => 'a host, a link and a host (wire.client), ">" and a host, or a protocol',
  onLink: () => 'a host on the link, or * for any',
  protocol: (names: readonly string[]) => `a protocol: ${names.join(', ')}`,
  afterPlace: () => '":" behind the place',
  afterHost: () => '":" behind the host',
  span: () => '".." between beginning and end, e.g. 2s..7s',
  numbers: (most: number) => `at most ${most} numbers`,
  overtaken: (least: number, most: number) => `by how many frames: ${whole(least, most)}`,
  which: (least: number, most: number) => `which frame, from 1: ${whole(least, most)}`,
  size: (least: number, most: number) =>
    `a size in bytes${least > 1 ? `, at least ${least}` : ''}: ${whole(least, most)}`,
  bytes: (least: number, most: number) => `after how many bytes: ${whole(least, most)}`,
  share: () => 'a share: 0% to 100%, or 0 to 1',
  time: (least: number, most: number) => `a time from ${least} to ${most} ms, e.g. 100, 100ms or 1.5s`,
  rate: (leastKbps: number, mostMbps: number) => `a rate from ${leastKbps}kbps to ${mostMbps}Mbps`,
  queue: (leastBytes: number, mostKilobytes: number) => `a queue from ${leastBytes}B to ${mostKilobytes}kB`,
}

const whole = (least: number, most: number): string => `a whole number from ${least} to ${most}`

export type FaultWords = typeof FAULT_WORDS
export type FaultExpectation = Sentence<FaultWords>
/** Those that a range belongs to. */
export type FaultRange = 'overtaken' | 'which' | 'size' | 'bytes'

/**
 * Fault rules as text, for `--fault` and wherever people write them: `client/udp:loss=20%`, `delay=100,jitter=30`.
 *
 *   faults = rule { "," rule }        rule  = [ place ":" ] what
 *   place  = protocol | where [ "/" protocol ]
 *   where  = [ link "." ] ( from | "*" ) [ ">" to ]
 */

import { FaultReader, FaultTextError } from './fault-reader.ts'
import type { FaultPlace, FaultProtocol, FaultRule } from './faults.ts'
import { FAULT_DEFAULTS, FAULT_LIMITS, FAULT_PROTOCOLS, type FaultAction, type FaultKind } from './faults.ts'

export { FaultTextError }

const NAMES: Record<string, FaultKind> = {
  loss: 'loss',
  drop: 'drop',
  dup: 'duplicate',
  duplicate: 'duplicate',
  reorder: 'reorder',
  delay: 'delay',
  jitter: 'jitter',
  rate: 'rate',
  cut: 'cut',
  split: 'split',
  coalesce: 'coalesce',
  reset: 'reset',
}
const NONE = 'none'

/** Throws FaultTextError. */
export function parseFaults(text: string): FaultRule[] {
  const reader = new FaultReader(text)
  const rules: FaultRule[] = []
  for (;;) {
    const rule = readRule(reader)
    if (rule) rules.push(rule)
    if (reader.ended) return rules
    reader.expect(',', ['comma'])
  }
}

function readRule(reader: FaultReader): FaultRule | null {
  if (reader.take(NONE)) return null
  const place = reader.restOfRule.match(/^[^=,:]*:/) ? readPlace(reader) : {}
  const at = reader.at
  const name = reader.match(/[a-z]+/y) ?? ''
  const kind = NAMES[name]
  if (kind === undefined) throw reader.error(['fault', Object.keys(NAMES)], at)
  if (kind === 'cut' && !reader.take('=')) return { ...place, kind }
  if (kind !== 'cut') reader.expect('=', ['equals', name])
  if (kind === 'drop') readDropHost(reader, place)
  return { ...place, ...readAction(reader, kind) }
}

function readPlace(reader: FaultReader): FaultPlace {
  const place: FaultPlace = {}
  const bare = reader.match(/(tcp|udp|icmp|arp|ip)(?=:)/y)
  if (bare) place.of = bare as FaultProtocol
  else {
    const link = reader.match(/[a-z0-9-]+(?=\.)/y)
    if (link) {
      place.link = link
      reader.expect('.', ['stop'])
    }
    const from = reader.match(/\*|[a-z0-9-]+/y)
    if (from && from !== '*') place.from = from
    if (reader.take('>')) {
      const to = reader.match(/[a-z0-9-]+/y)
      if (!to) throw reader.error(['toHost'])
      place.to = to
    } else if (!from) throw reader.error(link ? ['onLink'] : ['place'])
    if (reader.take('/')) {
      const of = reader.match(/[a-z]+/y)
      if (!FAULT_PROTOCOLS.includes(of as FaultProtocol))
        throw reader.error(['protocol', FAULT_PROTOCOLS], reader.at - (of?.length ?? 0))
      place.of = of as FaultProtocol
    }
  }
  reader.expect(':', ['afterPlace'])
  return place
}

/** `drop=client:1+2` is `client/tcp:drop=1+2`. */
function readDropHost(reader: FaultReader, place: FaultPlace): void {
  const host = reader.match(/[a-z][a-z0-9-]*(?=:)/y)
  if (!host) return
  reader.expect(':', ['afterHost'])
  place.from ??= host
  place.of ??= 'tcp'
}

function readAction(reader: FaultReader, kind: FaultKind): FaultAction {
  switch (kind) {
    case 'loss':
    case 'duplicate':
      return { kind, probability: reader.share() }
    case 'reorder': {
      const probability = reader.share()
      const by = reader.take('/') ? reader.whole(1, FAULT_LIMITS.reorderBy, 'overtaken') : FAULT_DEFAULTS.by
      return { kind, probability, by }
    }
    case 'drop':
      return {
        kind,
        nth: reader.list(FAULT_LIMITS.drops, () => reader.whole(1, FAULT_LIMITS.nth, 'which')),
      }
    case 'delay':
    case 'jitter':
      return { kind, ms: reader.time(FAULT_LIMITS.delayMs) }
    case 'rate': {
      const kbps = reader.rate()
      return { kind, kbps, queue: reader.take('/') ? reader.queue() : FAULT_DEFAULTS.queue }
    }
    case 'cut': {
      const fromMs = reader.looking('..') ? undefined : reader.time(FAULT_LIMITS.cutMs)
      reader.expect('..', ['span'])
      const untilMs = reader.looking(/\d/y) ? reader.time(FAULT_LIMITS.cutMs) : undefined
      return { kind, ...(fromMs !== undefined && { fromMs }), ...(untilMs !== undefined && { untilMs }) }
    }
    case 'split': {
      const size = () => reader.whole(1, FAULT_LIMITS.size, 'size')
      const sizes = reader.take('~') ? { mean: size() } : { sizes: reader.list(FAULT_LIMITS.sizes, size) }
      return { kind, ...sizes, gapMs: reader.take('/') ? reader.time(FAULT_LIMITS.gapMs) : FAULT_DEFAULTS.gapMs }
    }
    case 'coalesce': {
      const bytes = reader.whole(2, FAULT_LIMITS.size, 'size')
      return { kind, bytes, ms: reader.take('/') ? reader.time(FAULT_LIMITS.joinMs, 1) : FAULT_DEFAULTS.joinMs }
    }
    case 'reset':
      return { kind, after: reader.whole(1, FAULT_LIMITS.reset, 'bytes') }
    default:
      return kind satisfies never
  }
}

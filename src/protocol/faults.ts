/**
 * Planned disturbances of a lab's links: what they are. How they are written: fault-text.ts; what they do to frames:
 * src/sidecar/sandbox/network/faults; what is deterministic about them: docs/faults.md.
 */

/**
 * Which frames. `ip` is every IPv4 and IPv6 packet but neighbour discovery; `arp` is ARP and neighbour discovery, that
 * is, how hosts learn each other's hardware address; `tcp`, `udp` and `icmp` are of either IP version.
 */
export type FaultProtocol = 'tcp' | 'udp' | 'icmp' | 'arp' | 'ip'
export const FAULT_PROTOCOLS: readonly FaultProtocol[] = ['tcp', 'udp', 'icmp', 'arp', 'ip']

/** Where a rule holds. What is absent is not looked at. */
export type FaultPlace = {
  /** Name of the link. */
  link?: string
  /**
   * Who puts the frame on the cable: a host, or a switch by its link's name. Without `from` and `to` a rule holds for
   * what hosts send, once for each frame, not for what a switch hands on.
   */
  from?: string
  /** Whom the cable leads to. */
  to?: string
  /**
   * Absent: for what a cable is like (`delay`, `jitter`, `rate`, `cut`) every frame; for what happens to packets (`loss`,
   * `drop`, `duplicate`, `reorder`) `ip`, so that a lab does not fail while addresses are asked for; `split`,
   * `coalesce` and `reset` are about TCP and nothing else.
   */
  of?: FaultProtocol
}

export type FaultKind = FaultAction['kind']

/** What a rule does. Times are milliseconds, sizes bytes, probabilities 0 to 1. */
export type FaultAction =
  | { kind: 'loss'; probability: number }
  /** The nth (from 1) of the rule's frames of each sender since the run began. */
  | { kind: 'drop'; nth: number[] }
  | { kind: 'duplicate'; probability: number }
  /** Held back until `by` later frames of its direction have passed, or FAULT_LIMITS.holdMs. */
  | { kind: 'reorder'; probability: number; by: number }
  | { kind: 'delay'; ms: number }
  /** Added to the delay, evenly drawn from 0 to `ms`. Frames of a direction stay in order. */
  | { kind: 'jitter'; ms: number }
  /** Bits a second, in thousands; what does not fit into the queue before the link is dropped. */
  | { kind: 'rate'; kbps: number; queue: number }
  /** Nothing passes between these times, counted from the first frame of the run; without `from` from its beginning, without `until` for ever. */
  | { kind: 'cut'; fromMs?: number; untilMs?: number }
  /** A direction's stream is cut after these many bytes, in turn; or at random places, `mean` bytes apart on average. */
  | { kind: 'split'; sizes: number[]; gapMs: number }
  | { kind: 'split'; mean: number; gapMs: number }
  /** Segments are joined until they hold `bytes`, or the first has waited for `ms`. */
  | { kind: 'coalesce'; bytes: number; ms: number }
  /** After so many bytes of a direction's stream both ends get an RST. */
  | { kind: 'reset'; after: number }

export type FaultRule = FaultPlace & FaultAction

/** The same plan makes the same of the same frames. */
export type FaultPlan = {
  /** 32 bits. Each rule draws its own numbers from it, for each link and direction. */
  seed: number
  rules: FaultRule[]
}

export const NO_FAULTS: FaultPlan = { seed: 1, rules: [] }

export const FAULT_LIMITS = {
  rules: 32,
  /** Longest delay, jitter, or time of a cut in a run, ms. */
  delayMs: 10_000,
  cutMs: 600_000,
  /** Numbers in one `drop`, and the largest of them. */
  drops: 1_000,
  nth: 100_000,
  reorderBy: 100,
  /** A frame held back by `reorder` goes on after this long, whatever followed it, ms. Below TCP's shortest timeout, 200. */
  holdMs: 100,
  minKbps: 1,
  maxKbps: 1_000_000,
  /** Bytes that may wait before a link with a rate. */
  minQueue: 1_514,
  queue: 1_000_000,
  /** Sizes in one `split`, and the largest of them. */
  sizes: 64,
  size: 65_536,
  gapMs: 100,
  /** Segments wait at most this long to be joined: the sender's timer must not run out, ms. */
  joinMs: 150,
  reset: 1_000_000_000,
} as const

/** What a rule means where it does not say. */
export const FAULT_DEFAULTS = {
  by: 1,
  /** Twenty full frames. */
  queue: 30_000,
  /** A reader that is woken for each piece sees it alone. */
  gapMs: 2,
  joinMs: 40,
} as const

export function disturbs({ rules }: FaultPlan): boolean {
  return rules.length > 0
}

/** How much later than without faults a frame may come, at most, ms; queues aside. */
export function longestDelay({ rules }: FaultPlan): number {
  let [sum, held] = [0, 0]
  for (const rule of rules) {
    if (rule.kind === 'delay' || rule.kind === 'jitter') sum += rule.ms
    else if (rule.kind === 'reorder') held = Math.max(held, FAULT_LIMITS.holdMs)
    else if (rule.kind === 'coalesce') held = Math.max(held, rule.ms)
  }
  return sum + held
}

/**
 * tshark's sequence analysis (`tcp.analysis.*`), so that what is learnt here holds in Wireshark too. Its rules look at
 * one capture in its order, know nothing of what a link lost, and go by times: a segment behind the newest one counts
 * as out of order while no more than a round trip has passed, later as sent again.
 * Order matters: a keep-alive's answer is no duplicate ACK, and a copy is named by the first rule that fits.
 */
import type { Numbered } from './classify.ts'
import type { Analysis } from './types.ts'

/** Times of packets are µs. */
export const ANALYSIS_LIMITS = {
  /** A copy this soon after the duplicate ACKs that asked for it is a fast retransmission. */
  fastWithin: 20_000,
  /** Stands in for the round trip while the handshake has not told it. */
  roundTrip: 3_000,
  /** Duplicate ACKs that make a sender repeat, one less than the three of RFC 5681: one may not have been captured. */
  duplicates: 2,
}

const BIT: Record<Analysis, number> = {
  retransmission: 1,
  'fast-retransmission': 2,
  'spurious-retransmission': 4,
  'out-of-order': 8,
  'lost-segment': 16,
  'ack-lost-segment': 32,
  'duplicate-ack': 64,
  'window-update': 128,
  'window-full': 256,
  'zero-window': 512,
  'zero-window-probe': 1024,
  'zero-window-probe-ack': 2048,
  'keep-alive': 4096,
  'keep-alive-ack': 8192,
}
const NAMES = Object.keys(BIT) as Analysis[]
const LISTS = new Map<number, readonly Analysis[]>()

/** What was seen of one side. Numbers are relative, null before the first. */
export type Witness = {
  /** Highest sequence number seen, plus one, and when it was. */
  next: number | null
  nextAt: number
  /** End of the bytes that came without a gap: what may be acknowledged. */
  whole: number | null
  /** Its latest acknowledgement number, when, and the window beside it as it stands in the header. */
  ack: number | null
  ackAt: number
  window: number | null
  /** That window is to be scaled: the segment was no SYN. */
  scaled: boolean
  /** Duplicate ACKs in a row; -1, which counts as many, after the other side has confirmed bytes that nobody saw. */
  duplicates: number
  /** Packet that the duplicates repeat. */
  original: number
  /** What its latest segment was. */
  last: number
}

export function newWitness(): Witness {
  return {
    next: null,
    nextAt: 0,
    whole: null,
    ack: null,
    ackAt: 0,
    window: null,
    scaled: false,
    duplicates: 0,
    original: 0,
    last: 0,
  }
}

/** `window` as in the header; `shift` is what both sides agreed on for the peer's windows, null while unknown. */
export type Seen = {
  n: number
  at: number
  segment: Numbered
  window: number
  shift: number | null
  roundTrip: number | null
}

/** Bits of `analysisOf`; the state of both sides moves on. */
export function analyse(seen: Seen, me: Witness, peer: Witness): number {
  const { n, at, segment, window } = seen
  const { seq, ack, length, syn, fin } = segment
  let found = bare(seen, me, peer)
  if (ack !== me.ack) {
    me.original = n
    me.duplicates = 0
  }
  if (ack !== null && peer.whole !== null && ack > peer.whole) found |= acksUnseen(peer)
  if (length > 0 || syn || fin) found |= copy(seen, found, me, peer)

  const next = seq + length + (syn || fin ? 1 : 0)
  const probe = (found & BIT['zero-window-probe']) !== 0
  if ((me.next === null || next > me.next) && !probe) {
    me.next = next
    me.nextAt = at
  }
  if ((me.whole === null || seq === me.whole) && !probe) me.whole = me.next
  me.window = window
  me.scaled = !syn
  me.ack = ack
  me.ackAt = at
  me.last = found
  return found
}

/** What a segment is apart from being new or a copy. */
function bare({ segment, window, shift }: Seen, me: Witness, peer: Witness): number {
  const { seq, ack, length, syn, fin, rst } = segment
  if (length === 1 && seq === me.next && peer.window === 0) return BIT['zero-window-probe']
  let found = me.next !== null && seq > me.next && !rst ? BIT['lost-segment'] : 0
  if (syn || fin || rst) return found
  if (window === 0) found |= BIT['zero-window']
  if (length <= 1 && me.next !== null && seq === me.next - 1) found |= BIT['keep-alive']
  if (length > 0) {
    const room = peer.window === null || shift === null ? null : peer.window * 2 ** (peer.scaled ? shift : 0)
    return room !== null && peer.ack !== null && seq + length === peer.ack + room ? found | BIT['window-full'] : found
  }
  if (seq !== me.next || ack !== me.ack) return found
  if (window !== me.window) return window === 0 ? found : found | BIT['window-update']
  if (window === 0) return peer.last & BIT['zero-window-probe'] ? found | BIT['zero-window-probe-ack'] : found
  if (peer.last & BIT['keep-alive']) return found | BIT['keep-alive-ack']
  me.duplicates = me.duplicates < 0 ? 1 : me.duplicates + 1
  return found | BIT['duplicate-ack']
}

/** Told once for each gap, and once for bytes that nobody saw at all. */
function acksUnseen(peer: Witness): number {
  if (peer.whole! < peer.next!) {
    peer.whole = peer.next
    return BIT['ack-lost-segment']
  }
  const told = peer.duplicates === 0
  peer.duplicates = -1
  return told ? BIT['ack-lost-segment'] : 0
}

function copy({ at, segment, roundTrip }: Seen, found: number, me: Witness, peer: Witness): number {
  const { seq, length, syn, fin } = segment
  if (found & BIT['keep-alive']) return 0
  if (length > 0 && peer.ack !== null && peer.ack > 0 && seq + length <= peer.ack) return BIT['spurious-retransmission']
  // One byte behind and longer than one: the byte of a window probe goes along with new ones.
  if (me.next === null || seq >= me.next || (length > 1 && seq === me.next - 1)) return 0
  const asked = peer.ack === seq && (peer.duplicates >= ANALYSIS_LIMITS.duplicates || peer.duplicates < 0)
  if (asked && at - peer.ackAt < ANALYSIS_LIMITS.fastWithin) return BIT['fast-retransmission']
  const soon = at - me.nextAt < (roundTrip || ANALYSIS_LIMITS.roundTrip)
  if (soon && seq + length + (syn || fin ? 1 : 0) !== me.next) return BIT['out-of-order']
  return BIT.retransmission
}

/** The names of the bits; undefined for none. Lists are shared. */
export function analysisOf(bits: number): readonly Analysis[] | undefined {
  if (bits === 0) return undefined
  let list = LISTS.get(bits)
  if (!list) {
    list = Object.freeze(NAMES.filter((name) => bits & BIT[name]))
    LISTS.set(bits, list)
  }
  return list
}

export const isOutOfOrder = (bits: number): boolean => (bits & BIT['out-of-order']) !== 0
export const isDuplicateAck = (bits: number): boolean => (bits & BIT['duplicate-ack']) !== 0

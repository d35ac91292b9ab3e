/**
 * Where a stream is cut. By offset in the stream, not by segment: the same bytes are cut at the same places however the
 * kernel packs them, and again when it sends them a second time.
 */
import type { FaultRule } from '../../../../protocol/faults.ts'
import { drawAt, hash } from './random.ts'

export type SplitRule = Extract<FaultRule, { kind: 'split' }>

/** Cuts made in one segment; the rest of it goes as one piece. */
const MAX_CUTS = 127

/** Offsets in a payload of `length` bytes that begins at `offset` of its stream, ascending, each between two pieces. */
export function cutsOf(rule: SplitRule, seed: string, offset: number, length: number): number[] {
  if (offset < 0 || length < 2) return []
  return 'sizes' in rule ? inTurn(rule.sizes, offset, length) : atRandom(rule.mean, hash(seed), offset, length)
}

function inTurn(sizes: readonly number[], offset: number, length: number): number[] {
  const round = sizes.reduce((sum, size) => sum + size, 0)
  const cuts: number[] = []
  let at = Math.floor(offset / round) * round - offset
  for (let turn = 0; cuts.length < MAX_CUTS; turn++) {
    at += sizes[turn % sizes.length]!
    if (at >= length) break
    if (at > 0) cuts.push(at)
  }
  return cuts
}

function atRandom(mean: number, name: number, offset: number, length: number): number[] {
  const cuts: number[] = []
  for (let at = 1; at < length && cuts.length < MAX_CUTS; at++) if (drawAt(name, offset + at) * mean < 1) cuts.push(at)
  return cuts
}

/** Random numbers that a seed and a name determine, whoever else draws. */

/** FNV-1a, 32 bits, then mixed, so that similar names do not give similar numbers. */
export function hash(text: string): number {
  let state = 0x811c9dc5
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193)
  return mix(state)
}

/** 0 ≤ number < 1, the same for the same name and position: for choices that must not depend on what was asked before. */
export function drawAt(name: number, position: number): number {
  return mix(name ^ Math.imul(position, 0x9e3779b1)) / 2 ** 32
}

/** A stream of numbers 0 ≤ number < 1 (splitmix32). */
export function randomStream(seed: number, name: string): () => number {
  let state = hash(`${seed}/${name}`)
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    return mix(state) / 2 ** 32
  }
}

/** murmur3's finaliser: every bit of the result depends on every bit given. */
function mix(bits: number): number {
  let mixed = bits
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** Inputs that are nearly right: real samples with something wrong in them, and now and then nothing but noise. */
import type { Random } from './random.ts'

const EDGES = [0, 1, 0x7f, 0x80, 0xff]
const NUMBERS = [0, -0, -1, 1, 0.5, 255, 65_536, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53), 1e308, -1e-308]
const TEXTS = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'toString',
  '\0',
  '\u202e',
  '\ud800',
  '../../x',
  '-1',
  '1e999',
  'ﷺ',
  '笔记',
]
const KEYS = ['__proto__', 'constructor', 'prototype', 'then', 'toJSON', 'length', '', 'type']
/** Deeper than most parsers go by themselves. From some 8,000 on V8's JSON.parse breaks memory (docs/decisions.md). */
const DEEP = 1_500
const LONG = 20_000

export function bytesLike(random: Random, samples: readonly Uint8Array[], most = 2_048): Uint8Array {
  if (samples.length === 0 || random.once(10)) return random.bytes(random.size(most))
  let bytes = Uint8Array.from(random.pick(samples).subarray(0, most))
  for (let n = random.int(6); n >= 0; n--) bytes = changed(random, bytes, random.pick(samples))
  return bytes
}

function changed(random: Random, bytes: Uint8Array<ArrayBuffer>, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = random.int(bytes.length + 1)
  const length = random.size(16)
  switch (random.int(7)) {
    case 0: // a byte
      if (at < bytes.length) bytes[at] = random.once(2) ? random.pick(EDGES) : random.int(256)
      return bytes
    case 1: // a bit
      if (at < bytes.length) bytes[at]! ^= 1 << random.int(8)
      return bytes
    case 2: // cut off
      return bytes.slice(0, at)
    case 3: // taken out
      return joined(bytes.subarray(0, at), bytes.subarray(at + length))
    case 4: // put in
      return joined(bytes.subarray(0, at), random.bytes(length), bytes.subarray(at))
    case 5: // the same again
      return joined(bytes.subarray(0, at), bytes.subarray(Math.max(0, at - length), at), bytes.subarray(at))
    default: // the rest of another
      return joined(bytes.subarray(0, at), other.subarray(random.int(other.length + 1)))
  }
}

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts))
}

/** `words`: what the language of the text is made of. */
export function textLike(random: Random, samples: readonly string[], words: readonly string[] = TEXTS): string {
  if (random.once(400)) return random.pick(words).repeat(LONG / 10)
  let text = random.once(8) ? '' : random.pick(samples)
  for (let n = random.int(6); n >= 0; n--) {
    const at = random.int(text.length + 1)
    const to = at + random.size(12)
    const put = random.once(3) ? String.fromCharCode(random.int(random.once(4) ? 65_536 : 128)) : random.pick(words)
    if (random.once(4)) text = text.slice(0, at) + text.slice(to)
    else if (random.once(5)) text = text.slice(0, to) + text.slice(at)
    else text = text.slice(0, at) + put + text.slice(random.once(2) ? at : to)
  }
  return text
}

/** JSON text of one of the samples with other values, keys and shapes in it; now and then no JSON. */
export function jsonLike(random: Random, samples: readonly unknown[]): string {
  if (random.once(300)) {
    const [open, close] = random.pick([
      ['[', ']'],
      ['{"a":', '}'],
      ['[[],', ']'],
    ] as const)
    return `${open.repeat(DEEP)}1${random.once(3) ? '' : close.repeat(DEEP)}`
  }
  let value = structuredClone(random.pick(samples))
  for (let n = random.int(4); n >= 0; n--) value = changedValue(random, value, 0)
  const text = JSON.stringify(value) ?? 'null'
  // What JSON.stringify would never write: a key of a prototype's, the same key again, something left out.
  if (random.once(12)) return text.replace('{', `{"${random.pick(KEYS)}":${JSON.stringify(hostile(random))},`)
  return random.once(8)
    ? textLike(random, [text], ['"', '{', '}', '[', ']', ',', ':', '\\u0000', '1e400', 'null'])
    : text
}

function changedValue(random: Random, value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || random.once(6 + depth))
    return random.once(3) ? near(random, value) : hostile(random)
  if (Array.isArray(value)) {
    const at = random.int(value.length + 1)
    if (at === value.length || random.once(6)) value.splice(at, random.int(2), hostile(random))
    else
      value[at] = random.once(6)
        ? structuredClone(value[random.int(value.length)])
        : changedValue(random, value[at], depth + 1)
    return value
  }
  const object = value as Record<string, unknown>
  const names = Object.keys(object)
  const name = names.length === 0 || random.once(8) ? random.pick([...KEYS, ...TEXTS]) : random.pick(names)
  if (random.once(8)) delete object[name]
  else if (Object.hasOwn(object, name)) object[name] = changedValue(random, object[name], depth + 1)
  else
    Object.defineProperty(object, name, {
      value: hostile(random),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  return object
}

/** Nearly what was there. */
function near(random: Random, value: unknown): unknown {
  if (typeof value === 'string') return textLike(random, [value])
  if (typeof value === 'number') return value + random.pick([-1, 1, 0.5, 2 ** 31])
  return typeof value === 'boolean' ? !value : hostile(random)
}

function hostile(random: Random): unknown {
  switch (random.int(8)) {
    case 0:
      return random.pick(NUMBERS)
    case 1:
      return random.pick(TEXTS)
    case 2:
      return random.pick([null, true, false])
    case 3:
      return Array.from({ length: random.size(40) }, () => random.pick(NUMBERS))
    case 4:
      return { [random.pick(KEYS)]: random.pick(TEXTS) }
    case 5:
      return random.once(40) ? random.pick(TEXTS).repeat(LONG) : String.fromCharCode(random.int(65_536))
    case 6:
      return [[[[{}]]]]
    default:
      return random.int(2 ** 31)
  }
}

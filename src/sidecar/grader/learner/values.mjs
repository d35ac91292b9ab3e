// @ts-check
/**
 * Values as inert data: what a spec and a learner's process tell each other.
 *
 * A string, boolean, null or ordinary number stands for itself. Everything else is a list whose first item is a tag:
 *   ['u'] undefined     ['d', 'NaN'] odd number   ['n', '12'] bigint   ['b', base64] bytes
 *   ['a', [v…]] array   ['o', [[k, v]…]] object   ['m', [[k, v]…]] Map  ['s', [v…]] Set
 *   ['e', {…}] error    ['x', 'function'] cannot cross                 ['h', 7] object kept by the learner's process
 * No value is ever a JSON object, so no key of the learner's is ever a key of ours; prototypes, getters, functions and
 * thenables stay behind. Plain JavaScript because both a contained learner and the grader load it as it is.
 */

/**
 * Sizes refused on both ends: what is compared and shown must not take for ever. `string`: characters of one text;
 * `text`: characters kept of an error's message; `frames`: stack frames kept. Bytes have only the channel's limit.
 */
export const VALUE_LIMITS = {
  depth: 64,
  nodes: 20_000,
  string: 256 << 10,
  text: 2_000,
  frames: 10,
  bigintDigits: 1_000,
}

/** Something on the channel that breaks its rules, or a value that cannot cross it. */
export class ChannelFault extends Error {
  /** @param {string} code @param {string} message */
  constructor(code, message) {
    super(message)
    this.name = 'ChannelFault'
    this.code = code
  }
}

/** Stands for a value that cannot cross: a function, a symbol, an instance of a class. Equal to nothing a spec writes. */
export class Opaque {
  /** @param {string} kind */
  constructor(kind) {
    this.cannotCross = kind.slice(0, 80)
    Object.freeze(this)
  }
}

/** What the learner's code threw, as data: `name` and `message` are the learner's, `frames` are places in its files. */
export class LearnerThrew extends Error {
  /** @param {{ name: string, message: string, code?: string | undefined, frames: string[] }} data */
  constructor(data) {
    super(data.message)
    this.name = data.name
    this.code = data.code
    this.frames = data.frames
    /** Ours, so that a verdict tells it from an error whose name a learner chose. */
    this.wirebook = 'threw'
    this.stack = `${data.name}: ${data.message}`
  }
}

/**
 * @param {unknown} value
 * @param {(value: object) => number | undefined} [handleOf] number of an object the other end keeps
 * @returns {unknown} JSON; throws ChannelFault `VALUE_DEPTH` or `VALUE_NODES`
 */
export function encode(value, handleOf = () => undefined) {
  let nodes = 0
  return write(value, 0)

  /** @param {unknown} value @param {number} depth @returns {unknown} */
  function write(value, depth) {
    if (depth > VALUE_LIMITS.depth)
      throw new ChannelFault('VALUE_DEPTH', `a value is nested deeper than ${VALUE_LIMITS.depth} levels`)
    if (++nodes > VALUE_LIMITS.nodes)
      throw new ChannelFault('VALUE_NODES', `a value has more than ${VALUE_LIMITS.nodes} parts`)
    switch (typeof value) {
      case 'string':
        return bounded(value)
      case 'boolean':
        return value
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : ['d', Object.is(value, -0) ? '-0' : String(value)]
      case 'undefined':
        return ['u']
      case 'bigint':
        return ['n', value.toString()]
      case 'object':
        return value === null ? null : writeObject(value, depth)
      case 'function': {
        const handle = handleOf(value)
        return handle === undefined ? ['x', 'function'] : ['h', handle]
      }
      default:
        return ['x', typeof value]
    }
  }

  /** @param {object} value @param {number} depth @returns {unknown} */
  function writeObject(value, depth) {
    const handle = handleOf(value)
    if (handle !== undefined) return ['h', handle]
    /** @param {Iterable<unknown>} items */
    const all = (items) => Array.from(items, (item) => write(item, depth + 1))
    /** @param {Iterable<[unknown, unknown]>} entries */
    const pairs = (entries) => Array.from(entries, ([key, item]) => [write(key, depth + 1), write(item, depth + 1)])
    if (value instanceof Uint8Array)
      return ['b', Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')]
    if (Array.isArray(value)) return ['a', all(value)]
    if (value instanceof Map) return ['m', pairs(value)]
    if (value instanceof Set) return ['s', all(value)]
    if (value instanceof Error) return ['e', errorData(value)]
    const prototype = Object.getPrototypeOf(value)
    if (prototype === null || prototype === Object.prototype) return ['o', pairs(Object.entries(value))]
    return ['x', String(prototype.constructor?.name ?? 'object')]
  }
}

/**
 * @param {unknown} thrown
 * @param {string} [base] URL of the submission's folder; only stack frames below it are told, without it
 */
export function errorData(thrown, base) {
  const error = /** @type {{ name?: unknown, message?: unknown, code?: unknown, stack?: unknown }} */ (
    typeof thrown === 'object' && thrown !== null ? thrown : { name: 'Error', message: String(thrown) }
  )
  const stack = base !== undefined && typeof error.stack === 'string' ? error.stack.split('\n') : []
  return {
    name: String(error.name ?? 'Error'),
    message: String(error.message ?? ''),
    code: typeof error.code === 'string' ? error.code : undefined,
    frames: stack
      .filter((line) => line.startsWith('    at ') && base !== undefined && line.includes(base))
      .map((line) => line.trim().replaceAll(base ?? '', ''))
      .slice(0, VALUE_LIMITS.frames),
  }
}

/**
 * Rebuilds a value from JSON. Only plain values of this process, `Opaque` and `LearnerThrew` come out.
 * @param {unknown} json
 * @param {(handle: number) => unknown} [kept] the object behind a handle; by default none may come
 * @returns {unknown} throws ChannelFault `VALUE_MALFORMED` or `VALUE_NODES`
 */
export function decode(json, kept = () => malformed('a handle')) {
  let nodes = 0
  return read(json)

  /** @param {unknown} value @returns {unknown} */
  function read(value) {
    if (++nodes > VALUE_LIMITS.nodes)
      throw new ChannelFault('VALUE_NODES', `a value has more than ${VALUE_LIMITS.nodes} parts`)
    if (typeof value === 'string') return bounded(value)
    if (value === null || typeof value === 'boolean' || typeof value === 'number') return value
    const [tag, body] = list(value)
    switch (tag) {
      case 'u':
        return undefined
      case 'd':
        return text(body) === '-0' ? -0 : Number(body)
      case 'n': {
        const digits = text(body)
        return /^-?\d+$/.test(digits) && digits.length <= VALUE_LIMITS.bigintDigits
          ? BigInt(digits)
          : malformed('a bigint')
      }
      case 'b':
        return Uint8Array.from(Buffer.from(text(body), 'base64'))
      case 'a':
        return list(body).map(read)
      case 'o':
        // fromEntries defines own properties: a key `__proto__` is only a key.
        return Object.fromEntries(pairs(body).map(([key, item]) => [text(key), item]))
      case 'm':
        return new Map(pairs(body))
      case 's':
        return new Set(list(body).map(read))
      case 'e':
        return decodeError(body)
      case 'x':
        return new Opaque(text(body))
      case 'h':
        return typeof body === 'number' ? kept(body) : malformed('a handle')
      default:
        return malformed('a tag')
    }
  }

  /** @param {unknown} value @returns {[unknown, unknown][]} */
  function pairs(value) {
    return list(value).map((pair) => {
      const [key, item, ...more] = list(pair)
      return more.length === 0 ? [read(key), read(item)] : malformed('a pair')
    })
  }
}

/** @param {unknown} data @returns {LearnerThrew} */
export function decodeError(data) {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return malformed('an error')
  const fields = /** @type {Record<string, unknown>} */ (data)
  /** @param {string} key */
  const field = (key) =>
    Object.hasOwn(fields, key) && typeof fields[key] === 'string' ? printable(fields[key]) : undefined
  const frames = Array.isArray(fields.frames) ? fields.frames.filter((frame) => typeof frame === 'string') : []
  return new LearnerThrew({
    name: field('name') ?? 'Error',
    message: field('message') ?? '',
    code: field('code'),
    frames: frames.slice(0, VALUE_LIMITS.frames).map(printable),
  })
}

/** @param {string} text no control characters but line feed and tab, so that it cannot steer a terminal */
export function printable(text) {
  return text.slice(0, VALUE_LIMITS.text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd')
}

/** @param {string} text */
function bounded(text) {
  if (text.length <= VALUE_LIMITS.string) return text
  throw new ChannelFault('VALUE_TEXT', `a text has ${text.length} characters; the limit is ${VALUE_LIMITS.string}`)
}

/** @param {unknown} value @returns {unknown[]} */
function list(value) {
  return Array.isArray(value) ? value : malformed('a list')
}

/** @param {unknown} value @returns {string} */
function text(value) {
  return typeof value === 'string' ? value : malformed('text')
}

/** @param {string} what @returns {never} */
function malformed(what) {
  throw new ChannelFault('VALUE_MALFORMED', `expected ${what}`)
}

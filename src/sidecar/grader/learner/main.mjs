// @ts-check
/**
 * A learner's process: waits at fd 3 for one submission, answers calls on it, is never used twice.
 * Once the submission is loaded everything here is in its hands; nothing this process says is trusted.
 *
 * Questions: { id, op, … } with op load, call, construct, method, read, play, finish (see `answers`).
 * Answers: { id, ok: value } · { id, threw: error } · { id, missing: name, has: [names] } · { id: 0, idle: true }.
 */
import { Socket } from 'node:net'
import { FrameReader, frame } from './channel.mjs'
import { DRIVER, provide, WORK } from './modules.mjs'
import { decode, encode, errorData } from './values.mjs'

/** @typedef {Record<string, unknown>} Exports */
/** @typedef {{ id: number, op: string, name: string, handle: number, args: unknown[], files: Record<string, string>, entry: string, driver: string | null, packages: string | null }} Question */

const channel = new Socket({ fd: 3, readable: true, writable: true })
const reader = new FrameReader()
/** Objects made for the spec, by the number it gave them. @type {Map<number, unknown>} */
const kept = new Map()
/** @type {Promise<Exports>} */
let submission
/** @type {Promise<Exports> | undefined} */
let driver

class Missing extends Error {
  /** @param {string} name @param {string[]} has */
  constructor(name, has) {
    super(name)
    this.has = has
  }
}

/** In the place of an object whose constructor threw. */
class NeverMade {
  /** @param {unknown} error */
  constructor(error) {
    this.error = error
  }
}

channel.on('data', (chunk) => {
  for (const question of reader.push(/** @type {Buffer} */ (chunk))) void answer(/** @type {Question} */ (question))
})
// The other end is gone: the grading is over.
channel.on('close', () => process.exit())
channel.on('error', () => {})

/** @type {Record<string, (question: Question, args: unknown[]) => unknown>} */
const answers = {
  async load({ files, entry, driver: driverCode, packages }) {
    provide(files, driverCode, packages)
    submission = import(WORK + entry)
    // Asked for again by every call; unhandled here it would end the process before it can be told.
    submission.catch(() => {})
    driver = driverCode === null ? undefined : submission.then(() => import(DRIVER))
    driver?.catch(() => {})
    await (driver ?? submission)
  },
  async call({ name }, args) {
    return exported(await submission, name)(...args)
  },
  async construct({ name, handle }, args) {
    const constructor = exported(await submission, name)
    try {
      kept.set(handle, new constructor(...args))
    } catch (error) {
      kept.set(handle, new NeverMade(error))
      throw error
    }
  },
  async method({ name, handle }, args) {
    const object = /** @type {any} */ (keptObject(handle))
    if (typeof object[name] !== 'function') throw new Missing(`${name}()`, methodsOf(object))
    return object[name](...args)
  },
  async read({ name, handle }) {
    return handle === 0 ? (await submission)[name] : /** @type {any} */ (keptObject(handle))[name]
  },
  async play({ name }, args) {
    const played = (await driver)?.[name]
    if (typeof played !== 'function') throw new Error(`the exercise's driver exports no function "${name}"`)
    return played(await submission, ...args)
  },
  /** Calls the submission's start(environment) and keeps what it returns. */
  async start({ name, handle }, args) {
    const started = await exported(await submission, name)(...args)
    kept.set(handle, started)
    return typeof started === 'object' && started !== null && typeof started.close === 'function'
  },
  /** From now on only the submission's own handles keep the process alive. */
  finish() {
    process.once('beforeExit', () => send({ id: 0, idle: true }))
    setImmediate(() => channel.unref())
  },
}

/** @param {Question} question */
async function answer(question) {
  const { id, op, args = [] } = question
  try {
    const value = await answers[op]?.(question, args.map((arg) => decode(arg, keptObject)))
    send({ id, ok: encode(value) })
  } catch (error) {
    if (error instanceof Missing) send({ id, missing: error.message, has: error.has })
    else send({ id, threw: errorData(error, WORK) })
  }
}

/** @param {Exports} module @param {string} name @returns {any} a function or class */
function exported(module, name) {
  const found = module[name]
  if (typeof found === 'function') return found
  throw new Missing(name, Object.keys(module))
}

/** @param {number} handle */
function keptObject(handle) {
  const object = kept.get(handle)
  if (object instanceof NeverMade) throw object.error
  return object
}

/** @param {object} object */
function methodsOf(object) {
  const own = Object.getOwnPropertyNames(Object.getPrototypeOf(object) ?? {})
  return own.filter((name) => name !== 'constructor').map((name) => `${name}()`)
}

/** @param {{ id: number } & Record<string, unknown>} message */
function send(message) {
  let bytes
  try {
    bytes = frame(message)
  } catch (error) {
    bytes = frame({ id: message.id, threw: errorData(error) })
  }
  channel.write(bytes)
}

// @ts-check
/**
 * A learner's process: waits at fd 3 for one submission, answers calls on it, is never used twice.
 * Once the submission is loaded everything here is in its hands; nothing this process says is trusted.
 *
 * Questions: { id, op, … } with op `load` or one of `answers`.
 * First it says { id: 0, ready: true }, before anything of the learner's is there.
 * Answers: { id, ok: value } · { id, threw: error } · { id, missing: name, has: [names] } · { id: 0, idle: true }.
 */
import { FrameReader, frame } from './channel.mjs'
import { DRIVER, provide, SUBMISSION } from './modules.mjs'
import { blockingOutput } from './output.mjs'
import { openPipe } from './pipe.mjs'
import { smallThreadsOnceAsked } from './threads.mjs'
import { decode, encode, errorData } from './values.mjs'

/** Frames of a stack trace: enough to reach the submission through whatever it called. */
const STACK_FRAMES = 20

/** @typedef {Record<string, unknown>} Exports */
/** @typedef {{ id: number, op: string, name: string, handle: number, args: unknown[], files: Record<string, string>, entry: string, driver: string | null, packages: string | null }} Question */

Error.stackTraceLimit = STACK_FRAMES
blockingOutput()
const reader = new FrameReader()
const channel = openPipe(3, {
  data(chunk) {
    for (const question of reader.push(chunk)) void answer(/** @type {Question} */ (question))
  },
  // The grading is over.
  end: () => process.exit(),
})
/** Objects made for the spec, by the number it gave them. @type {Map<number, unknown>} */
const kept = new Map()
/** @type {Promise<Exports>} */
let submission
/** @type {Exports | undefined} */
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

/**
 * By the question's op. Run in the order asked: each begins only once the submission is loaded, none waits before it
 * calls the learner's code.
 * @type {Record<string, (question: Question, args: unknown[], module: Exports) => unknown>}
 */
const answers = {
  call: ({ name }, args, module) => exported(module, name)(...args),
  construct({ name, handle }, args, module) {
    const Class = exported(module, name)
    try {
      kept.set(handle, new Class(...args))
    } catch (error) {
      kept.set(handle, new NeverMade(error))
      throw error
    }
  },
  method({ name, handle }, args) {
    const object = /** @type {any} */ (keptObject(handle))
    if (typeof object[name] !== 'function') throw new Missing(`${name}()`, methodsOf(object))
    return object[name](...args)
  },
  read: ({ name, handle }, _args, module) => (handle === 0 ? module : /** @type {any} */ (keptObject(handle)))[name],
  play({ name }, args, module) {
    const played = driver?.[name]
    if (typeof played !== 'function') throw new Error(`the exercise's driver exports no function "${name}"`)
    return played(module, ...args)
  },
  /** Calls the submission's start(environment) and keeps what it returns. */
  async start({ name, handle }, args, module) {
    const started = await exported(module, name)(...args)
    kept.set(handle, started)
    return typeof started === 'object' && started !== null && typeof started.close === 'function'
  },
  /** From now on only the submission's own handles keep the process alive. */
  finish() {
    process.once('beforeExit', () => send({ id: 0, idle: true }))
    setImmediate(() => channel.unref())
  },
}

/** @param {Question} question @returns {Promise<Exports>} the submission, once its driver is loaded too */
async function load({ files, entry, driver: driverCode, packages }) {
  provide(files, driverCode, packages)
  smallThreadsOnceAsked()
  const loaded = await import(SUBMISSION + entry)
  if (driverCode !== null) driver = await import(DRIVER)
  return loaded
}

/** @param {Question} question */
async function answer(question) {
  const { id, op, args = [] } = question
  try {
    if (op === 'load') {
      submission = load(question)
      await submission
      // Waited for first, so told before any call begins: a call may never come back.
      send({ id, ok: null })
      return
    }
    const module = await submission
    const value = answers[op]?.(
      question,
      args.map((arg) => decode(arg, keptObject)),
      module,
    )
    // Nothing is awaited that need not be: the next call may never come back, and should then be the one that is late.
    send({ id, ok: encode(isThenable(value) ? await value : value) })
  } catch (error) {
    if (error instanceof Missing) send({ id, missing: error.message, has: error.has })
    else send({ id, threw: errorData(error, SUBMISSION) })
  }
}

/** @param {Exports} module @param {string} name @returns {any} a function or class */
function exported(module, name) {
  const found = module[name]
  if (typeof found === 'function') return found
  throw new Missing(name, Object.keys(module))
}

/** @param {any} value */
function isThenable(value) {
  return (
    value !== null && (typeof value === 'object' || typeof value === 'function') && typeof value.then === 'function'
  )
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

send({ id: 0, ready: true })

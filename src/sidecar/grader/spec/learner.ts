/** Remote proxies: `learner()` for the submission's exports, `driver()` for those of the exercise's driver. */
import { Grading } from './grading.ts'
import type { Link } from './link.ts'
import type { Remote, RemoteDriver } from './types.ts'

type Asked = { op: 'call' | 'method'; handle?: number; link(): Link; shown(name: string): string }

/** The submission's exports: `await fn(…)`, `new Class(…)`, `await object.method(…)`, `await object.property`. */
export function learner<M>(): Remote<M> {
  const link = () => Grading.current().link
  // The first grading of a thread enters its network here, before the spec opens anything.
  link()
  return keyed((name) => member(name, { op: 'call', handle: 0, link, shown: (text) => text })) as Remote<M>
}

/** The driver's exports, which play objects that cannot cross to the submission beside it and send back what happened. */
export function driver<D>(): RemoteDriver<D> {
  return keyed((name) => (...args: unknown[]) => {
    return Grading.current().link.ask('play', { name }, args, `${name}()`)
  }) as RemoteDriver<D>
}

function member(name: string, asked: Asked): unknown {
  const ask = (args: unknown[]) =>
    asked.link().ask(asked.op, { name, handle: asked.handle }, args, `${asked.shown(name)}()`)
  return new Proxy(function remote() {}, {
    apply: (_target, _self, args) => ask(args),
    construct: (_target, args) => construct(name, asked.link(), args),
    get: (_target, key) => {
      // Awaiting the member itself reads it.
      if (key !== 'then') return undefined
      const read = asked.link().ask('read', { name, handle: asked.handle }, [], asked.shown(name))
      return read.then.bind(read)
    },
  })
}

/** Sent, not awaited: a constructor that threw answers every later question about its object with what it threw. */
function construct(name: string, link: Link, args: unknown[]): object {
  const shown = (text: string) => `${name}.${text}`
  const object = keyed((method) => {
    // Whoever asks the object something sees the constructor's failure there.
    const ask = () => {
      made.observed = true
      return link
    }
    return member(method, { op: 'method', handle, link: ask, shown })
  })
  const handle = link.keep(object)
  const made = link.ask('construct', { name, handle }, args, `new ${name}()`)
  made.silent = true
  return object
}

/** An object that has every name as a key, except those that the language or the runner asks of any value. */
function keyed(make: (name: string) => unknown): object {
  const made = new Map<string, unknown>()
  return new Proxy(Object.freeze(Object.create(null)), {
    get: (_target, key) => {
      if (typeof key !== 'string' || key === 'then' || key === 'toJSON' || key === 'asymmetricMatch') return undefined
      if (!made.has(key)) made.set(key, make(key))
      return made.get(key)
    },
  })
}

// @ts-check
/**
 * Entry of a slot's worker thread. It has no type stripper: TypeScript is asked of the grader, which has one
 * (../sources.ts), and imported as if it were there.
 */
import { registerHooks } from 'node:module'
import { receiveMessageOnPort, workerData } from 'node:worker_threads'

const { sources, signal, library, runner } = /** @type {import('../spec-thread.ts').ThreadData} */ (workerData)

/** @param {string} url @returns {string} JavaScript of a TypeScript file; throws what is wrong with it */
function sourceOf(url) {
  Atomics.store(signal, 0, 0)
  sources.postMessage(url)
  Atomics.wait(signal, 0, 0)
  const source = /** @type {import('../sources.ts').Source} */ (receiveMessageOnPort(sources)?.message)
  if ('error' in source) throw new Error(source.error)
  return source.code
}

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'wirebook/spec' ? { url: library, format: 'module', shortCircuit: true } : next(specifier, context),
  load: (url, context, next) =>
    url.startsWith('file:') && url.endsWith('.ts')
      ? { format: 'module', source: sourceOf(url), shortCircuit: true }
      : next(url, context),
})

const { start } = await import(runner)
start()

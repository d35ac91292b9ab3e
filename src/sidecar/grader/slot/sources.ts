/**
 * What spec threads run: our own TypeScript and the specs, without types. The grader's main thread has the type stripper
 * anyway, to run itself; one more in each thread would cost memory and time. A thread waits for what it imports, as
 * import does.
 */
import { readFileSync, statSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { MessagePort } from 'node:worker_threads'

/** Answer to the URL of a file. Plain data. */
export type Source = { code: string } | { error: string }

type Kept = { changed: number; source: Source }

const kept = new Map<string, Kept>()

/** Answers URLs that come on `port`; a thread sleeps on `signal` until the answer is there. */
export function provideSources(port: MessagePort, signal: Int32Array): void {
  port.on('message', (url: string) => {
    port.postMessage(sourceOf(url))
    Atomics.store(signal, 0, 1)
    Atomics.notify(signal, 0)
  })
}

/** Nothing is watched: an edited file is noticed when it is next asked for. `url`: of a file. */
export function sourceOf(url: string): Source {
  try {
    const file = fileURLToPath(url)
    const changed = statSync(file).mtimeMs
    const known = kept.get(file)
    if (known?.changed === changed) return known.source
    const source = { code: stripTypeScriptTypes(readFileSync(file, 'utf8')) }
    kept.set(file, { changed, source })
    return source
  } catch (error) {
    return { error: `${url}: ${(error as Error).message}` }
  }
}

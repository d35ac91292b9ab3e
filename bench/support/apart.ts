/** A measurement in a process of its own. */
import { fork } from 'node:child_process'
import { join } from 'node:path'

/** Resolves to what `measure(argument)` of that export gave. Rejects when it broke or took longer than `longestMs`. */
export function apart<T>(file: string, name: string, longestMs: number, argument?: unknown): Promise<T> {
  const words = [file, name, ...(argument === undefined ? [] : [JSON.stringify(argument)])]
  const child = fork(join(import.meta.dirname, 'one.ts'), words, {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Whatever a measurement prints is no part of the result.
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  let late = false
  const timer = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
  }, longestMs)
  return new Promise((resolve, reject) => {
    let result: { value: T } | undefined
    child.once('message', (message) => {
      result = { value: message as T }
    })
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      if (result) resolve(result.value)
      else reject(new Error(late ? `not done within ${longestMs / 1000} s` : `ended with ${signal ?? `code ${code}`}`))
    })
  })
}

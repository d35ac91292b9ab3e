/** The console of a worker. */
import { Console } from 'node:console'
import { writeSync } from 'node:fs'
import { Writable } from 'node:stream'

/** Written at once: what goes the usual way waits for the main thread, which may be blocked in `serve_forever`. */
export function writeAtOnce(): void {
  globalThis.console = new Console({ stdout: to(1), stderr: to(2) })
}

/** While the program's file is loaded once more, it has nothing new to say. */
export async function silently(run: () => Promise<void>): Promise<void> {
  const { console } = globalThis
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const { stdout, stderr } = process
  const writes = [stdout.write, stderr.write] as const
  globalThis.console = new Console({ stdout: nowhere, stderr: nowhere })
  stdout.write = stderr.write = () => true
  try {
    await run()
  } finally {
    globalThis.console = console
    ;[stdout.write, stderr.write] = writes
  }
}

function to(descriptor: number): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      writeSync(descriptor, chunk)
      done()
    },
  })
}

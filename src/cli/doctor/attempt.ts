/** Runs a program of the machine to see whether it does its work. */
import { spawn } from 'node:child_process'
import type { DoctorWords } from './words/index.ts'

/** How long an attempt may take, ms. A browser's first start is slow. */
const ATTEMPT_MS = 20_000
/** Kept of what it prints, UTF-16 units. */
const PRINTED = 4_000

export type Attempt = { ok: boolean; printed: string; said: string; missing: boolean }

/** Never rejects. `said`: the last line of its errors, or in these words why it failed without any. */
export function attempt(command: string[], words: DoctorWords): Promise<Attempt> {
  return new Promise((resolve) => {
    const child = spawn(command[0]!, command.slice(1), {
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: ATTEMPT_MS,
      killSignal: 'SIGKILL',
    })
    const text = { out: '', err: '' }
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text.out = (text.out + chunk).slice(0, PRINTED)
    })
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text.err = (text.err + chunk).slice(-PRINTED)
    })
    child.stdin.on('error', () => {}).end()
    child.once('error', ({ message }) =>
      resolve({ ok: false, printed: '', said: message, missing: /ENOENT/.test(message) }),
    )
    child.once('close', (code, signal) => {
      const lastWords = text.err.trim().split('\n').at(-1) ?? ''
      const said = lastWords || (signal ? words.timeout(ATTEMPT_MS / 1000) : words.endedWith(code))
      resolve({ ok: code === 0, printed: text.out, said, missing: false })
    })
  })
}

/**
 * Any program of this machine inside a lab's network (`wirebook run --with`). It is the user's own command and runs
 * with the user's own rights and files; only its network is the lab's.
 */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { StringDecoder } from 'node:string_decoder'
import type { ProgramExit } from '../../protocol/lab.ts'
import { enter } from './enter.ts'
import type { External } from './types.ts'

/** Exit code of a shell for a command it cannot find. */
const NOT_FOUND = 127
/** What it left in the background may hold its output open; so long is listened to it once the command has ended, ms. */
const DRAIN_MS = 500

/** `command` is what `sh -c` takes; addresses of the lab's network work, and the names of its hosts. */
export function externalCommand(command: string, options: { host?: string; cwd?: string } = {}): External {
  return {
    host: options.host,
    start(host, { output }, hosts) {
      const [program, ...args] = [...enter(host, hosts), 'sh', '-c', command]
      const child = spawn(program!, args, {
        stdio: ['inherit', 'pipe', 'pipe'],
        cwd: options.cwd,
        // A group of its own, so that what the shell started is ended with it.
        detached: true,
      })
      for (const stream of ['stdout', 'stderr'] as const) {
        const decoder = new StringDecoder('utf8')
        const tell = (text: string) => text !== '' && output(stream, text)
        child[stream].on('data', (chunk: Buffer) => tell(decoder.write(chunk)))
        child[stream].on('end', () => tell(decoder.end()))
      }
      const exited = new Promise<ProgramExit>((resolve) => {
        child.once('error', (error) => {
          output('stderr', `${error.message}\n`)
          resolve({ code: NOT_FOUND, signal: null, reason: 'crashed' })
        })
        child.once('exit', () => {
          const drained = setTimeout(() => {
            child.stdout.destroy()
            child.stderr.destroy()
          }, DRAIN_MS)
          child.once('close', () => clearTimeout(drained))
        })
        child.once('close', (code, signal) => resolve({ code, signal, reason: code === 0 ? 'exited' : 'crashed' }))
      })
      return { exited, kill: () => killGroup(child.pid) }
    },
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, constants.signals.SIGKILL)
  } catch {
    // It has gone by itself.
  }
}

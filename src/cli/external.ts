/** `--with`: a program of this machine, run by its own user inside a lab's network. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { ProgramExit } from '../protocol/lab.ts'
import type { External, ExternalEvents, ExternalProgram } from '../sidecar/runner/types.ts'
import type { Host } from '../sidecar/sandbox/types.ts'

/** The command line goes to `sh -c`. It keeps its user, files and folder; only the network is the lab's. */
export function externalCommand(command: string, host?: string): External {
  return { ...(host ? { host } : {}), start: (on, events) => start(command, on, events) }
}

function start(command: string, host: Host, events: ExternalEvents): ExternalProgram {
  const [program, ...args] = [...enter(host), 'sh', '-c', command]
  const child = spawn(program!, args, { stdio: ['inherit', 'pipe', 'pipe'], detached: true })
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => events.output(stream, text))
  }
  const exited = new Promise<ProgramExit>((done) => {
    child.once('error', (error) => {
      events.output('stderr', `${error.message}\n`)
      done({ code: 127, signal: null, reason: 'crashed' })
    })
    child.once('close', (code, signal) =>
      done({
        code: code ?? 128 + constants.signals[signal ?? 'SIGKILL'],
        signal,
        reason: code === 0 ? 'exited' : 'crashed',
      }),
    )
  })
  return {
    exited,
    kill() {
      // The whole group: sh may have started the program as its child.
      try {
        process.kill(-child.pid!, 'SIGKILL')
      } catch {
        child.kill('SIGKILL')
      }
    },
  }
}

/**
 * nsenter(1) into the host's network. The real root may enter any; everybody else must enter the user namespace that
 * owns it as well (in which their own files stay theirs).
 */
function enter(host: Host): string[] {
  if (host.netns === null) return []
  if (process.getuid?.() === 0) return ['nsenter', `--net=${host.netns}`, '--']
  const pid = /^\/proc\/(\d+)\//.exec(host.netns)?.[1]
  return ['nsenter', '--preserve-credentials', `--user=/proc/${pid}/ns/user`, `--net=${host.netns}`, '--']
}

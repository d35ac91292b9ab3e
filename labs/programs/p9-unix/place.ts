// Where client and server of P9 meet.
import { lstatSync } from 'node:fs'
import { connect } from 'node:net'

/** `path=/tmp/p9.sock`; a name that begins with @ is abstract: it is no file (unix(7)). */
export function meetingPlace(args: string[]): string {
  const given = args.find((arg) => arg.startsWith('path='))?.slice('path='.length) ?? './p9.sock'
  return given.startsWith('@') ? `\0${given.slice(1)}` : given
}

export const shown = (path: string) => path.replace('\0', '@')

/** Is this the file of a server that is gone: a socket, and nobody answers? Ordinary files refuse connections as well. */
export function isStale(path: string): Promise<boolean> {
  if (path.startsWith('\0') || !lstatSync(path).isSocket()) return Promise.resolve(false)
  return new Promise((done) => {
    const probe = connect(path, () => {
      probe.destroy()
      done(false)
    })
    probe.on('error', (error: NodeJS.ErrnoException) => done(error.code === 'ECONNREFUSED'))
  })
}

import { connect } from 'node:net'

export type Target = { host: string; port: number }

const PATIENCE_MS = 800

/** What each target is: `open`, `closed`, `filtered`, `unreachable` or `badport`; in the order of the targets. */
export async function probe(targets: Target[]): Promise<string[]> {
  return Promise.all(targets.map(probeOne))
}

function probeOne({ host, port }: Target): Promise<string> {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return Promise.resolve('badport')
  return new Promise((done, failed) => {
    const socket = connect({ host, port })
    const finish = (what: string) => {
      clearTimeout(timer)
      socket.destroy()
      done(what)
    }
    const timer = setTimeout(() => finish('filtered'), PATIENCE_MS)
    socket.on('connect', () => {
      clearTimeout(timer)
      done('open')
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') finish('closed')
      else if (error.code === 'ENETUNREACH' || error.code === 'EHOSTUNREACH') finish('unreachable')
      else {
        clearTimeout(timer)
        failed(error)
      }
    })
  })
}

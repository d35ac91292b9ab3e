import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'

const TRIES = 1
const WAIT_MS = 1000

/** Asks `<id> <question>` and gives the answer without its id; rejects with Error("timeout") after five tries. */
export function ask(host: string, port: number, question: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const id = randomBytes(8).toString('hex')
    const socket = createSocket('udp4')
    let tries = 0
    let timer: NodeJS.Timeout | undefined

    const finish = (settle: () => void): void => {
      clearTimeout(timer)
      socket.close()
      settle()
    }
    const attempt = (): void => {
      if (tries === TRIES) {
        finish(() => reject(new Error('timeout')))
        return
      }
      tries += 1
      timer = setTimeout(attempt, WAIT_MS)
      socket.send(`${id} ${question}`)
    }
    socket.on('message', (data) => {
      const text = data.toString()
      if (text.startsWith(`${id} `)) finish(() => resolve(text.slice(id.length + 1)))
    })
    socket.on('error', () => {}) // the server's host refused one: as good as lost, the next may find it awake
    socket.connect(port, host, attempt) // from now on only that address and port are heard
  })
}

import { createSocket, type Socket } from 'node:dgram'

type Pending = { host: string; port: number; done(answer: string): void }

/** Questions under way by their id; one socket serves them all, and lives as long as there are any. */
const pending = new Map<string, Pending>()
let shared: Socket | undefined
let questions = 0

function socket(): Socket {
  shared ??= createSocket('udp4')
    .on('message', (data, from) => {
      const [id = '', ...rest] = data.toString().split(' ')
      const asked = pending.get(id)
      if (asked && rest.length > 0 && from.address === asked.host && from.port === asked.port)
        asked.done(rest.join(' '))
    })
    .on('error', (error) => console.error(error.message))
  return shared
}

export async function ask(host: string, port: number, question: string): Promise<string> {
  questions += 1
  const id = `q${process.pid}-${questions}`
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  pending.set(id, { host, port, done: resolve })
  let left = 5
  const again = (): void => {
    if (left === 0) {
      reject(new Error('timeout'))
      return
    }
    left -= 1
    socket().send(`${id} ${question}`, port, host)
  }
  again()
  const timer = setInterval(again, 200)
  try {
    return await promise
  } finally {
    clearInterval(timer)
    pending.delete(id)
    if (pending.size === 0) {
      shared?.close()
      shared = undefined
    }
  }
}

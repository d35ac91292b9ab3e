import { createConnection } from 'node:net'

export type Env = { HOST: string; PORT: number }

/** By events; setEncoding keeps a character that was cut until its rest has come. */
export function main(env: Env): Promise<number> {
  return new Promise((done, failed) => {
    let text = ''
    const socket = createConnection({ host: env.HOST, port: env.PORT })
    socket.setEncoding('utf8')
    socket.on('data', (part: string) => {
      text += part
    })
    socket.on('end', () => {
      console.log(text)
      done(0)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNREFUSED') return failed(error)
      console.log('refused')
      done(1)
    })
  })
}

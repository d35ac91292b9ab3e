// P8: sends every byte back, a to z as capitals. It does not matter how the stream is cut.
import { once } from 'node:events'
import { BaseRequestHandler, ThreadingTCPServer } from './socketserver.ts'

const upper = (byte: number) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte)
let clients = 0

class UpperHandler extends BaseRequestHandler {
  override async handle(): Promise<void> {
    clients += 1
    const name = `[${clients}]`
    console.log(`${name} open ${this.request.remoteAddress}:${this.request.remotePort}`)
    let bytes = 0
    try {
      for await (const chunk of this.request.iterator({ destroyOnReturn: false })) {
        bytes += chunk.length
        // false: 64 KiB wait already. Read nothing more until the client has taken them.
        if (!this.request.write(chunk.map(upper))) await once(this.request, 'drain')
      }
    } finally {
      console.log(`${name} close ${bytes} bytes`)
    }
  }
}

try {
  await new ThreadingTCPServer(UpperHandler).serveForever('127.0.0.1', 9000)
} catch (error) {
  console.error(`server: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}

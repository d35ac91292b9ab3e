// An honest client, new here. It waits a second and a half for each server.
import { connect } from 'node:net'

const PATIENCE_MS = 1500

function visit(name: string, host: string): Promise<void> {
  return new Promise((done) => {
    const socket = connect(9999, host)
    const timer = setTimeout(() => socket.destroy(new Error('no answer')), PATIENCE_MS)
    socket.on('data', (chunk: Buffer) => console.log(`${name}: ${chunk.toString().trim()}`))
    socket.on('error', (error) => console.log(`${name}: ${error.message}`))
    socket.on('close', () => {
      clearTimeout(timer)
      done()
    })
  })
}

await Promise.all([visit('without cookies', '10.0.0.2'), visit('with cookies', '10.0.0.3')])

// Tries each address it is given, one after the other.
import { once } from 'node:events'
import { connect } from 'node:net'

for (const address of process.argv.slice(2)) {
  try {
    const socket = connect(9999, address)
    await once(socket, 'connect')
    console.log(`${address}: connected`)
    socket.resume()
    await once(socket, 'close')
  } catch (error) {
    console.log(`${address}: ${error instanceof Error && 'code' in error ? error.code : error}`)
  }
}

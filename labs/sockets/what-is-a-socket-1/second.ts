// A second server that wants the same name.
import { AF_UNIX, SOCK_STREAM, SocketError, socket } from 'wirebook/socket'

using listener = socket(AF_UNIX, SOCK_STREAM)
try {
  listener.bind('\0p9.sock')
  console.log('bound')
} catch (error) {
  if (!(error instanceof SocketError)) throw error
  console.log(`bind: ${error.code}`)
}

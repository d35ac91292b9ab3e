// What becomes of the file that is a UNIX socket's name.
import { lstatSync, rmSync, writeFileSync } from 'node:fs'
import { AF_UNIX, SOCK_STREAM, SocketError, socket } from 'wirebook/socket'

const PATH = '/tmp/p9.sock'

/** Says what became of a call. */
function attempt(name: string, act: () => void): void {
  try {
    act()
    console.log(`${name}: fine`)
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    console.log(`${name}: ${error.code}`)
  }
}
const bindAgain = () => {
  using another = socket(AF_UNIX, SOCK_STREAM)
  another.bind(PATH)
}
const dial = () => {
  using caller = socket(AF_UNIX, SOCK_STREAM)
  caller.connect(PATH)
}

const listener = socket(AF_UNIX, SOCK_STREAM)
listener.bind(PATH)
listener.listen()
console.log(`is a socket: ${lstatSync(PATH).isSocket()}, size ${lstatSync(PATH).size}`)
attempt('connect', dial)
attempt('bind while it listens', bindAgain)

listener.close() // the server is gone, as after a crash
attempt('connect to what is left', dial)
attempt('bind to what is left', bindAgain)
rmSync(PATH)
attempt('bind after removing the file', bindAgain)

rmSync(PATH)
writeFileSync(PATH, 'a letter to my grandmother')
attempt('connect to an ordinary file', dial)

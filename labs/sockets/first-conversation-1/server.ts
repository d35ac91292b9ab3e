// The skeleton of a server, slowly: a pause after each call shows which of them puts something on the wire.
import { AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, SocketError, sleep, socket } from 'wirebook/socket'

const number = (name: string, usual: number) =>
  Number(process.argv.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1) ?? usual)
const pause = number('pause', 300)

// Seconds and milliseconds; both programs read the same clock.
const clock = () => new Date().toISOString().slice(17, 23)

function done(text: string): void {
  console.log(`${clock()} ${text}`)
  sleep(pause / 1000)
}

const listener = socket(AF_INET, SOCK_STREAM)
done('socket()')
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1) // may be started again at once
listener.bind(['127.0.0.1', 9000])
done('bind()')
listener.listen()
done('listen()')
sleep(number('late', 0) / 1000) // other work, before anybody is let in
console.log(`${clock()} accept() is called`)

const [connection, [host, port]] = listener.accept()
done(`accept(): peer ${host}:${port}`)
console.log(`       listening socket: own end ${listener.getsockname().join(':')}`)
console.log(`       accepted socket:  own end ${connection.getsockname().join(':')}`)
try {
  listener.recv(1024)
} catch (error) {
  if (error instanceof SocketError) console.log(`       recv() on the listening socket: ${error.code}`)
}

connection.close()
done('close() of the connection')
listener.close()
console.log(`${clock()} close() of the listening socket`)

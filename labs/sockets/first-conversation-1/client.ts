// The skeleton of a client, slowly.
import { AF_INET, SOCK_STREAM, sleep, socket } from 'wirebook/socket'

const pause = Number(process.argv.find((arg) => arg.startsWith('pause='))?.slice('pause='.length) ?? 300)
const clock = () => new Date().toISOString().slice(17, 23)

function done(text: string): void {
  console.log(`${clock()} ${text}`)
  sleep(pause / 1000)
}

const connection = socket(AF_INET, SOCK_STREAM)
done('socket()')
connection.connect(['127.0.0.1', 9000])
done(`connect(): own end ${connection.getsockname().join(':')}`)
const heard = connection.recv(1024)
done(`recv(): ${heard.length} bytes`)
connection.close()
console.log(`${clock()} close()`)

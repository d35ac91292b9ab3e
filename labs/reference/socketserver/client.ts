// Two requests, each over a connection of its own.
import { AF_INET, SOCK_STREAM, socket } from 'wirebook/socket'

for (const line of ['hello', '你好, world']) {
  using s = socket(AF_INET, SOCK_STREAM)
  s.connect(['127.0.0.1', 9000])
  s.sendall(`${line}\n`)
  console.log(s.makefile().readline().trimEnd())
}

/** The programs of the cheat sheet, each in Python and here; they speak with one another (a test runs them so). */
export type Skeleton = { of: 'server' | 'client'; protocol: 'TCP' | 'UDP'; python: string; ours: string }

/** All listen on or call 127.0.0.1:9000. */
export const SKELETONS: readonly Skeleton[] = [
  {
    of: 'server',
    protocol: 'TCP',
    python: `import socket

with socket.socket() as s:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(('127.0.0.1', 9000))
    s.listen(5)
    while True:
        conn, address = s.accept()
        with conn:
            while data := conn.recv(1024):
                conn.sendall(data)`,
    ours: `import { AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket } from 'wirebook/socket'

using s = socket(AF_INET, SOCK_STREAM)
s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
s.bind(['127.0.0.1', 9000])
s.listen(5)
for (;;) {
  const [conn] = s.accept()
  for (let data = conn.recv(1024); data.length > 0; data = conn.recv(1024))
    conn.sendall(data)
  conn.close()
}`,
  },
  {
    of: 'client',
    protocol: 'TCP',
    python: `import socket

with socket.socket() as s:
    s.connect(('127.0.0.1', 9000))
    s.sendall('你好'.encode())
    s.shutdown(socket.SHUT_WR)
    answer = b''
    while data := s.recv(1024):
        answer += data
print(answer.decode())`,
    ours: `import { AF_INET, SHUT_WR, SOCK_STREAM, socket } from 'wirebook/socket'

using s = socket(AF_INET, SOCK_STREAM)
s.connect(['127.0.0.1', 9000])
s.sendall('你好')
s.shutdown(SHUT_WR)
const answer: Buffer[] = []
for (let data = s.recv(1024); data.length > 0; data = s.recv(1024)) answer.push(data)
console.log(Buffer.concat(answer).toString())`,
  },
  {
    of: 'server',
    protocol: 'UDP',
    python: `import socket

with socket.socket(type=socket.SOCK_DGRAM) as s:
    s.bind(('127.0.0.1', 9000))
    while True:
        data, address = s.recvfrom(65535)
        s.sendto(data, address)`,
    ours: `import { AF_INET, SOCK_DGRAM, socket } from 'wirebook/socket'

using s = socket(AF_INET, SOCK_DGRAM)
s.bind(['127.0.0.1', 9000])
for (;;) {
  const [data, address] = s.recvfrom(65535)
  s.sendto(data, address)
}`,
  },
  {
    of: 'client',
    protocol: 'UDP',
    python: `import socket

with socket.socket(type=socket.SOCK_DGRAM) as s:
    s.settimeout(1)
    s.sendto('你好'.encode(), ('127.0.0.1', 9000))
    data, address = s.recvfrom(65535)
print(data.decode())`,
    ours: `import { AF_INET, SOCK_DGRAM, socket } from 'wirebook/socket'

using s = socket(AF_INET, SOCK_DGRAM)
s.settimeout(1)
s.sendto('你好', ['127.0.0.1', 9000])
const [data] = s.recvfrom(65535)
console.log(data.toString())`,
  },
]

// Who is here? With ping=on each member is asked every 200 ms, and one that owes three answers is out.
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

type Member = { name: string; owes: number }
const PATIENCE = 3
const pings = !process.argv.includes('ping=off')
const members = new Map<Socket, Member>()

function tell(text: string): void {
  console.log(text)
  for (const socket of members.keys()) socket.write(`${text}\n`)
}

function heard(socket: Socket, line: string): void {
  const member = members.get(socket)
  if (member === undefined) members.set(socket, { name: line, owes: 0 })
  else if (line === 'pong') member.owes = 0
  else if (line === '/who') socket.write(`here: ${[...members.values()].map(({ name }) => name).join(' ')}\n`)
  else tell(`<${member.name}> ${line}`)
}

function pingAll(): void {
  for (const [socket, member] of members) {
    if (member.owes === PATIENCE) socket.resetAndDestroy()
    else socket.write('ping\n')
    member.owes += 1
  }
}

const server = createServer((socket) => {
  const lines = createInterface({ input: socket })
  lines.on('error', (error) => console.error(error.message))
  lines.on('line', (line) => heard(socket, line))
  socket.on('close', () => {
    const member = members.get(socket)
    if (members.delete(socket)) tell(`* ${member?.name} left${member && member.owes > PATIENCE ? ': no answer' : ''}`)
  })
})
server.on('error', (error) => console.error(error.message))
server.listen(9000, () => console.log('listening on port 9000'))
if (pings) setInterval(pingAll, 200)

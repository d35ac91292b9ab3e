// Asks for one name with a query that is written byte by byte, and shows the bytes of what it takes for the answer.
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'

const option = (name: string, or: string): string =>
  process.argv.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1) ?? or
const name = option('name', 'www.wirebook.test')
const care = option('care', 'id')

const id = care === 'all' ? randomInt(0x10000) : 0x1234
const labels = name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)])
const question = Buffer.from([...labels, 0, 0, 1, 0, 1]) // ends with the empty label; type 1 = A, class 1 = internet
const query = Buffer.concat([Buffer.from([id >> 8, id & 0xff, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]), question])

const socket = createSocket('udp4')
const giveUp = setTimeout(() => {
  console.log('no answer')
  socket.close()
}, 2000)
socket.on('message', (message) => {
  if (care !== 'none' && message.readUInt16BE(0) !== id) return
  if (care === 'all' && !message.subarray(12, 12 + question.length).equals(question)) return
  clearTimeout(giveUp)
  console.log(`answer ${message.toString('hex').replace(/..(?=.)/g, '$& ')}`)
  const records = message.readUInt16BE(6)
  const last = [...message.subarray(-4)].join('.') // an A record ends with its address
  console.log(records > 0 ? `${name} is ${last}` : `no address; result code ${message.readUInt16BE(2) & 15}`)
  socket.close()
})
socket.on('error', (error) => console.error(error.message))
socket.bind(care === 'all' ? 0 : 5300, () => {
  console.log(`query ${query.toString('hex').replace(/..(?=.)/g, '$& ')}`)
  if (care !== 'all') socket.send(query, 5353, '10.0.0.2')
  else socket.connect(5353, '10.0.0.2', () => socket.send(query)) // the kernel now drops what others send
})

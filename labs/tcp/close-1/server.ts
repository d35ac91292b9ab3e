// Says hello back, and answers the client's FIN with its own after `wait` ms. wait=never forgets to.
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const wait = process.argv.find((arg) => arg.startsWith('wait='))?.slice(5) ?? '0'

// allowHalfOpen: our own FIN is our own decision. Without it Node sends it at once.
const server = createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('data', () => socket.write('hello'))
  socket.on('end', async () => {
    console.log('the client has finished')
    if (wait === 'never') return
    if (wait !== '0') await sleep(Number(wait))
    socket.end()
    console.log('so have I')
  })
  socket.on('error', (error) => console.error(error.message))
})

server.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
server.listen(9999, '10.0.0.2', () => console.log('listening'))

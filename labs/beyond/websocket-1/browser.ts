// Stands in for a page in a browser: Node's WebSocket has the same interface.
const texts = ['Hello', '你好']
const socket = new WebSocket('ws://10.0.0.2:8080/chat')

socket.addEventListener('open', () => {
  console.log('open')
  for (const text of texts) socket.send(text)
})
let received = 0
socket.addEventListener('message', (event) => {
  console.log(`message: ${event.data}`)
  received += 1
  if (received === texts.length) socket.close(1000, 'bye')
})
socket.addEventListener('error', () => console.log('error: this is no WebSocket connection'))
socket.addEventListener('close', (event) => console.log(`closed: ${event.code} ${event.reason}`))

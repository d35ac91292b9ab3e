// Sends five numbered datagrams to the group, 250 ms apart. It is no member, and needs no permission.
import { createSocket } from 'node:dgram'
import { setTimeout as sleep } from 'node:timers/promises'

const GROUP = '239.1.2.3'
const speaker = createSocket('udp4')

speaker.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
for (let n = 1; n <= 5; n++) {
  speaker.send(`number ${n}`, 9999, GROUP)
  await sleep(250)
}
console.log('sent 5, one packet each')
speaker.close()

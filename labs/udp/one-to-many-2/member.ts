// Joins the group 239.1.2.3 and says what comes. Leaves it after so many datagrams, if told so.
import { createSocket } from 'node:dgram'
import { hostname } from 'node:os'

const GROUP = '239.1.2.3'
const arg = (name: string) => process.argv.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1)
const [join, leaveAfter] = [arg('join') !== 'no', Number(arg('leave') ?? 0)]
let got = 0

const member = createSocket('udp4', (data) => {
  got += 1
  console.log(`got ${data}`)
  if (got !== leaveAfter) return
  member.dropMembership(GROUP) // the kernel sends an IGMP report, as for joining
  console.log('left')
})
member.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
member.bind(9999, () => {
  if (join) member.addMembership(GROUP)
  console.log(join ? `${hostname()} has joined ${GROUP}` : `${hostname()} listens, and has not joined`)
})

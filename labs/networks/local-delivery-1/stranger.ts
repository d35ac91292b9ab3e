// Writes one Ethernet frame itself, to a card that no port of the switch has heard of.
import { AF_PACKET, SOCK_RAW, socket } from 'wirebook/socket'

const NOBODY = '02:00:00:00:00:77'
const MINE = '02:00:00:00:00:01'
const EXPERIMENT = 0x88b5 // an EtherType set aside for local experiments (IEEE 802)

const bytesOf = (mac: string) => Buffer.from(mac.replaceAll(':', ''), 'hex')
const type = Buffer.alloc(2)
type.writeUInt16BE(EXPERIMENT)

using s = socket(AF_PACKET, SOCK_RAW, 0)
s.bind(['eth0', EXPERIMENT])
s.send(Buffer.concat([bytesOf(NOBODY), bytesOf(MINE), type, Buffer.from('is there a 77?')]))
console.log(`sent a frame to ${NOBODY}`)

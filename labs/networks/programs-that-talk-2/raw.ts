// No browser: this program types the request itself, byte for byte, into a socket.
import { connect } from 'node:net'

const option = (name: string) => process.argv.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1)
const path = option('path') ?? '/'
const language = option('language') ?? 'en'

const request = [`GET ${path} HTTP/1.1`, 'Host: 10.0.0.2:8080', `Accept-Language: ${language}`, '', ''].join('\r\n')
const chunks: Buffer[] = []
const socket = connect(8080, '10.0.0.2', () => socket.write(request))

socket.on('data', (chunk: Buffer) => chunks.push(chunk))
socket.on('end', () => console.log(Buffer.concat(chunks).toString()))
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})

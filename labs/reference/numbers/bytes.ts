// The same address and the same number, as text, as bytes, and in both byte orders.
import {
  AF_INET,
  AF_INET6,
  htonl,
  htons,
  inet_aton,
  inet_ntoa,
  inet_ntop,
  inet_pton,
  ntohl,
  ntohs,
  SocketError,
} from 'wirebook/socket'

function attempt(words: string, act: () => unknown): void {
  try {
    console.log(`${words}: ${act()}`)
  } catch (error) {
    console.log(`${words}: ${error instanceof SocketError ? error.code : (error as Error).name}`)
  }
}

const hex = (bytes: Buffer) => bytes.toString('hex').replace(/..(?=.)/g, '$& ')
attempt('inet_aton 192.168.0.1', () => hex(inet_aton('192.168.0.1')))
attempt('inet_aton 127.1', () => hex(inet_aton('127.1')))
attempt('inet_pton 127.1', () => hex(inet_pton(AF_INET, '127.1')))
attempt('inet_aton 256.0.0.1', () => hex(inet_aton('256.0.0.1')))
attempt('inet_pton 2001:db8::1', () => hex(inet_pton(AF_INET6, '2001:db8::1')))
attempt('inet_pton with family 99', () => inet_pton(99, '127.0.0.1'))
attempt('inet_ntoa', () => inet_ntoa(Uint8Array.of(10, 0, 0, 1)))
attempt('inet_ntoa of 5 bytes', () => inet_ntoa(Uint8Array.of(10, 0, 0, 1, 2)))
attempt('inet_ntop', () => inet_ntop(AF_INET6, Buffer.from('20010db8000000000000000000000001', 'hex')))
attempt('htons(9999)', () => `${htons(9999)}, hex ${(9999).toString(16)} and ${htons(9999).toString(16)}`)
attempt('htonl(1)', () => htonl(1))
attempt('ntohs(htons(9999)), ntohl(htonl(1))', () => `${ntohs(htons(9999))}, ${ntohl(htonl(1))}`)
attempt('htons(70000)', () => htons(70_000))

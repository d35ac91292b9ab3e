/** Conversations of applications as they stand on the wire, byte by byte. */
import { fromHex } from '../../../src/wire/bytes.ts'
import { encode } from '../../../src/wire/encode.ts'

const RESOLVER = { source: '10.0.0.53', destination: '10.0.0.1' }
const BACK = { source: '10.0.0.1', destination: '10.0.0.53' }

/** `query A www.example.test`, with EDNS. */
export const DNS_QUERY = encode({
  ip: BACK,
  udp: { sourcePort: 40_000, destinationPort: 53 },
  payload: fromHex(`1234 0100 0001 0000 0000 0001
    03 777777 07 6578616d706c65 04 74657374 00 0001 0001   00 0029 04d0 00000000 0000`),
})
/** An alias, an address of each family, and a text; names point back to the question. */
export const DNS_ANSWER = encode({
  ip: RESOLVER,
  udp: { sourcePort: 53, destinationPort: 40_000 },
  payload: fromHex(`1234 8580 0001 0004 0000 0000
    03 777777 07 6578616d706c65 04 74657374 00 0001 0001
    c00c 0005 0001 0000012c 0007 04 686f7374 c010
    c02e 0001 0001 0000012c 0004 0a000009
    c02e 001c 0001 0000012c 0010 fd000000000000000000000000000009
    c02e 0010 0001 0000012c 0006 05 68656c6c6f`),
})

const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const join = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(parts.flatMap((part) => [...part]))

/** Two requests on one connection; the second answer comes in chunks. */
export const HTTP = {
  client: text(
    'GET / HTTP/1.1\r\nHost: server\r\n\r\nPOST /form?a=1 HTTP/1.1\r\nHost: server\r\nContent-Length: 5\r\n\r\na=b&c',
  ),
  server: text(
    'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nwhole' +
      'HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n4;x=y\r\ntwo!\r\n0\r\nEnd: yes\r\n\r\n',
  ),
}

/** An upgrade, a masked `Hello` and its answer in two fragments with a ping between, a close (RFC 6455 §5.7). */
export const WEBSOCKET = {
  client: join(
    text('GET /chat HTTP/1.1\r\nHost: server\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'),
    text('Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n'),
    fromHex('81 85 37fa213d 7f9f4d5158'),
  ),
  server: join(
    text('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'),
    text('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n'),
    fromHex('01 03 48656c  89 00  80 02 6c6f  88 02 03e8'),
  ),
}

const HELLO_BODY = fromHex(
  `0303 ${'11'.repeat(32)} 00 0004 1301 1302 01 00
  001a 0000 0009 0007 00 0004 686f7374  002b 0003 02 0304  0010 0005 0003 02 6832`.replace('001a', '001d'),
)
const hello = (type: number, body: Uint8Array): Uint8Array =>
  join(Uint8Array.of(22, 3, 1, 0, body.length + 4, type, 0, 0, body.length), body)

/** Hellos in the clear, the change for the looks, and secrets (RFC 8446). */
export const TLS = {
  client: join(hello(1, HELLO_BODY), fromHex(`14 0303 0001 01  17 0303 0004 aabbccdd`)),
  server: join(
    hello(2, fromHex(`0303 ${'22'.repeat(32)} 00 1301 00 0006 002b 0002 0304`)),
    fromHex(`14 0303 0001 01  17 0303 0003 010203  15 0303 0012 ${'00'.repeat(18)}`),
  ),
}

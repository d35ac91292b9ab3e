/**
 * What an application said: of one datagram, or of both directions of a connection. Kept apart from `decode.ts`, which
 * knows headers only: load it when somebody looks (`await import(…)`).
 */
import type { Decoded } from '../types.ts'
import { DNS_PORTS, dnsMessage, dnsStream } from './dns.ts'
import { httpStream, looksLikeHttp } from './http.ts'
import type { ApplicationName, Message } from './message.ts'
import { looksLikeTls, tlsStream } from './tls.ts'
import { websocketStream } from './websocket.ts'

export type { ApplicationName, Message } from './message.ts'

/** Messages of a datagram, their ranges as offsets in the packet; null when none of our protocols is in it. */
export function datagramMessages({ udp, bytes, payload, payloadFrom }: Decoded): Message[] | null {
  if (!udp || payload.length === 0) return null
  if (!DNS_PORTS.includes(udp.sourcePort) && !DNS_PORTS.includes(udp.destinationPort)) return null
  return [dnsMessage(bytes, payloadFrom, payloadFrom + payload.length)]
}

/** The bytes of each direction from the connection's beginning (stream.ts), and the server's port. */
export type Connection = { client: Uint8Array; server: Uint8Array; port: number }

/** Ranges are offsets in the stream of their direction. `protocol` is what the connection began with; null: none of ours. */
export type Conversation = { protocol: ApplicationName | null; client: Message[]; server: Message[] }

export function streamMessages({ client, server, port }: Connection): Conversation {
  if (looksLikeTls(client) || (client.length === 0 && looksLikeTls(server)))
    return { protocol: 'tls', client: tlsStream(client), server: tlsStream(server) }
  if (looksLikeHttp(client) || looksLikeHttp(server)) return httpConversation(client, server)
  if (DNS_PORTS.includes(port)) return { protocol: 'dns', client: dnsStream(client), server: dnsStream(server) }
  return { protocol: null, client: [], server: [] }
}

/** After an answer 101 both directions go on in WebSocket frames. */
function httpConversation(client: Uint8Array, server: Uint8Array): Conversation {
  const asked = httpStream(client)
  const methods = asked.flatMap(({ method }) => (method === undefined ? [] : [method]))
  const answered = httpStream(server, methods)
  const last = answered.at(-1)
  if (last?.status !== 101) return { protocol: 'http', client: asked, server: answered }
  // What the client sent after the request that was granted is frames, whatever it looks like.
  const upgrade = answered.filter(({ status = 0 }) => status >= 200 || status === 101).length - 1
  const requests = asked.filter(({ method }) => method !== undefined).slice(0, upgrade + 1)
  const start = requests.at(-1)?.to ?? client.length
  return {
    protocol: 'http',
    client: [...requests, ...websocketStream(client, start)],
    server: [...answered, ...websocketStream(server, last.to)],
  }
}

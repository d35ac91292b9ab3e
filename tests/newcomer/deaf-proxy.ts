/** A proxy that hands on pages and answers 400 to whoever asks for a WebSocket, as some in schools do. */
import { createServer, request, type Server } from 'node:http'

/** Between whoever connects to the port it takes and `target`. */
export function deafProxy(target: string): Promise<{ url: string; close(): void }> {
  const server: Server = createServer((asked, answer) => {
    const { method, headers, url } = asked
    const onward = request(new URL(url ?? '/', target), { method, headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers)
      given.pipe(answer)
    })
    onward.on('error', () => answer.writeHead(502).end())
    asked.pipe(onward)
  })
  server.on('upgrade', (_asked, socket) => {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      const close = () => {
        server.close()
        server.closeAllConnections()
      }
      resolve({ url: `http://127.0.0.1:${port}/`, close })
    })
  })
}

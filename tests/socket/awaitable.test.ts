import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AF_INET, SOCK_DGRAM, SOCK_STREAM, type Socket, socket } from '../../src/socket/index.ts'

function listening(): { listener: Socket; port: number } {
  const listener = socket(AF_INET, SOCK_STREAM)
  listener.bind(['127.0.0.1', 0])
  listener.listen()
  return { listener, port: listener.getsockname()[1] }
}

test('both sides of a conversation run in one thread', async () => {
  const { listener, port } = listening()
  using _ = listener
  using client = socket()
  const [[connection, address]] = await Promise.all([listener.acceptAsync(), client.connectAsync(['127.0.0.1', port])])
  using server = connection
  expect(address).toEqual(client.getsockname())
  const asked = server.recvAsync(1024)
  await client.sendallAsync('ping')
  expect((await asked).toString()).toBe('ping')
  expect(await server.sendAsync('pong')).toBe(4)
  expect((await client.recvAsync(10)).toString()).toBe('pong')
  client.close()
  expect((await server.recvAsync(10)).length).toBe(0)
})

test('many waiting calls leave the thread pool free', async () => {
  const { listener, port } = listening()
  using _ = listener
  const clients = Array.from({ length: 20 }, () => socket())
  const servers: Socket[] = []
  for (const client of clients) {
    await client.connectAsync(['127.0.0.1', port])
    servers.push((await listener.acceptAsync())[0])
  }
  const waiting = servers.map((server) => server.recvAsync(10))
  const { readFile } = await import('node:fs/promises')
  await readFile(import.meta.filename)
  for (const [i, client] of clients.entries()) await client.sendallAsync(String(i))
  expect((await Promise.all(waiting)).map(String)).toEqual(clients.map((_, i) => String(i)))
  for (const each of [...clients, ...servers]) each.close()
})

test('a large sendallAsync and its reader take turns', async () => {
  const { listener, port } = listening()
  using _ = listener
  using client = socket()
  await client.connectAsync(['127.0.0.1', port])
  const [server] = await listener.acceptAsync()
  const size = 20_000_000
  const sending = client.sendallAsync(new Uint8Array(size)).then(() => client.close())
  let count = 0
  for (let part = await server.recvAsync(65_536); part.length > 0; part = await server.recvAsync(65_536))
    count += part.length
  await sending
  server.close()
  expect(count).toBe(size)
})

test('refusal and time limits reject with their codes', async () => {
  const { listener, port } = listening()
  listener.settimeout(0.03)
  await expect(listener.acceptAsync()).rejects.toMatchObject({ code: 'ETIMEDOUT', syscall: 'accept' })
  listener.close()
  using client = socket()
  await expect(client.connectAsync(['127.0.0.1', port])).rejects.toMatchObject({
    code: 'ECONNREFUSED',
    syscall: 'connect',
  })
})

test('closing ends a call that waits on the socket with EBADF', async () => {
  const { listener } = listening()
  const waiting = listener.acceptAsync()
  setTimeout(() => listener.close(), 20)
  await expect(waiting).rejects.toMatchObject({ code: 'EBADF' })
  await expect(listener.acceptAsync()).rejects.toMatchObject({ code: 'EBADF' })
})

test('one socket may wait to receive and to send at once', async () => {
  using a = socket(AF_INET, SOCK_DGRAM)
  using b = socket(AF_INET, SOCK_DGRAM)
  a.bind(['127.0.0.1', 0])
  b.bind(['127.0.0.1', 0])
  const both = Promise.all([a.recvfromAsync(10), a.recvfromAsync(10)])
  b.sendto('1', a.getsockname())
  b.sendto('2', a.getsockname())
  expect((await both).map(([data]) => String(data)).sort()).toEqual(['1', '2'])
})

const INDEX = join(import.meta.dirname, '../../src/socket/index.ts')
function program(body: string) {
  const script = `import { socket } from ${JSON.stringify(INDEX)}
    const s = socket(); s.bind(['127.0.0.1', 0]); s.listen()
    ${body}`
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 60_000 })
}

test('a program whose call was ended by close ends by itself', () => {
  const { status, stdout } = program(
    `s.acceptAsync().catch((error) => console.log(error.code)); setTimeout(() => s.close(), 50)`,
  )
  expect([status, stdout]).toEqual([0, 'EBADF\n'])
})

test('process.exit ends a program that waits in acceptAsync', () => {
  const { status } = program(`s.acceptAsync(); setTimeout(() => process.exit(3), 50)`)
  expect(status).toBe(3)
})

test.each(['accept', 'acceptAsync'])('process.exit ends a program in whose worker %s waits', (call) => {
  const { status } = program(`
    const { Worker } = await import('node:worker_threads')
    const script = 'import(' + JSON.stringify(${JSON.stringify(INDEX)}) + ').then(({ Socket }) => Socket.fromFd(' + s.fileno() + ').${call}())'
    new Worker(script, { eval: true })
    setTimeout(() => process.exit(4), 400)`)
  expect(status).toBe(4)
})

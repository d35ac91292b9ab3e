import { expect } from 'vitest'
import { check, learner, random, say } from 'wirebook/spec'
import type { Tuple } from './starter/port-demux.ts'

const { Demux } = learner<typeof import('./starter/port-demux.ts')>()

const ANY = '0.0.0.0'
const address = () => `10.${random.int(0, 255)}.${random.int(0, 255)}.${random.int(1, 254)}`
const clientPort = () => random.int(32_768, 60_000)
const serverPort = () => random.int(1_024, 30_000)
/** A name that says nothing of what it names. */
const name = () => `s-${random.text(6)}`
const shown = ({ lip, lport, rip, rport }: Tuple) => `${lip}:${lport} ← ${rip}:${rport}`

check('two-clients', async () => {
  const demux = new Demux()
  const [lip, rip, lport, rport] = [address(), address(), serverPort(), clientPort()]
  const first = { lip, lport, rip, rport }
  const second = { lip, lport, rip, rport: rport + 1 }
  await demux.listen('listener', ANY, lport)
  await demux.established('one', first)
  await demux.established('two', second)
  expect(await demux.route(first, 'DATA'), `DATA ${shown(first)}`).toBe('one')
  expect(await demux.route(second, 'DATA'), `DATA ${shown(second)}`).toBe('two')
  const third = { lip, lport, rip, rport: rport + 2 }
  expect(await demux.route(third, 'SYN'), `SYN ${shown(third)}`).toBe('listener')
})

check('nobody', async () => {
  const demux = new Demux()
  const t = { lip: address(), lport: serverPort(), rip: address(), rport: clientPort() }
  await demux.listen('other', ANY, t.lport + 1)
  expect(await demux.route(t, 'SYN'), say('a SYN to a port on which nobody listens', '发往无人监听的端口的 SYN')).toBe(
    'RST',
  )
})

check('same-remote-port', async () => {
  const demux = new Demux()
  const [lip, lport, rport] = [address(), serverPort(), clientPort()]
  const tuples = Array.from({ length: 6 }, () => ({ lip, lport, rip: address(), rport }))
  const names = tuples.map(name)
  for (const [i, t] of tuples.entries()) await demux.established(names[i]!, t)
  for (const [i, t] of tuples.entries()) expect(await demux.route(t, 'DATA')).toBe(names[i])
})

check('specific-first', async () => {
  const [lip, lport] = [address(), serverPort()]
  const [exact, any] = [name(), name()]
  for (const order of [0, 1]) {
    const demux = new Demux()
    const calls = [() => demux.listen(exact, lip, lport), () => demux.listen(any, ANY, lport)]
    for (const call of order === 0 ? calls : calls.reverse()) await call()
    expect(await demux.route({ lip, lport, rip: address(), rport: clientPort() }, 'SYN')).toBe(exact)
    expect(await demux.route({ lip: '127.0.0.1', lport, rip: '127.0.0.1', rport: clientPort() }, 'SYN')).toBe(any)
  }
})

check('data-without-connection', async () => {
  const demux = new Demux()
  const [lip, lport] = [address(), serverPort()]
  await demux.listen(name(), lip, lport)
  await demux.listen(name(), ANY, lport)
  expect(await demux.route({ lip, lport, rip: address(), rport: clientPort() }, 'DATA')).toBe('RST')
})

check('closing', async () => {
  const demux = new Demux()
  const t = { lip: address(), lport: serverPort(), rip: address(), rport: clientPort() }
  const [listener, connection, next] = [name(), name(), name()]
  await demux.listen(listener, ANY, t.lport)
  await demux.established(connection, t)
  await demux.close(listener)
  expect(await demux.route(t, 'DATA')).toBe(connection)
  expect(await demux.route({ ...t, rport: t.rport + 1 }, 'SYN')).toBe('RST')
  await demux.listen(next, ANY, t.lport)
  await demux.close(connection)
  expect(await demux.route(t, 'DATA')).toBe('RST')
  expect(await demux.route(t, 'SYN')).toBe(next)
})

check('in-use', async () => {
  const demux = new Demux()
  const [ip, port] = [address(), serverPort()]
  const [first, second] = [name(), name()]
  await demux.listen(first, ip, port)
  await expect(demux.listen(second, ip, port)).rejects.toThrowMessage('EADDRINUSE')
  expect(await demux.route({ lip: ip, lport: port, rip: address(), rport: clientPort() }, 'SYN')).toBe(first)
  const [any, other] = [name(), name()]
  await demux.listen(any, ANY, port)
  await demux.listen(other, ip, port + 1)
  expect(await demux.route({ lip: ip, lport: port + 1, rip: address(), rport: clientPort() }, 'SYN')).toBe(other)
})

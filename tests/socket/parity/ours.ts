/**
 * Runs the cases that come as JSON on stdin with wirebook/socket; prints the results as JSON. With the argument
 * `awaiting`, each blocking call is made by its awaitable twin.
 */
import { text as all } from 'node:stream/consumers'
import * as wire from '../../../src/socket/index.ts'
import type { Told } from './case.ts'
import { awaited } from './twin.ts'

const { AF_INET, AddressError, SOCK_DGRAM, Socket, SocketError } = wire
type AnySocket = InstanceType<typeof Socket<wire.AnyAddress>>

const twins = process.argv.includes('awaiting')
let made: AnySocket[] = []
let orders = new Map<number, number>()

/** Sockets are numbered as they are made, accepted ones when accept returns. */
function kept<T>(value: T): T {
  const each = Array.isArray(value) ? value : [value]
  for (const it of each) {
    if (!(it instanceof Socket) || made.includes(it)) continue
    orders.set(it.fileno(), made.length)
    made.push(it)
  }
  return value
}

function listener() {
  const it = kept(wire.socket())
  it.bind(['127.0.0.1', 0])
  it.listen()
  return it
}

function pair() {
  const at = listener()
  const client = kept(wire.socket())
  client.connect(at.getsockname())
  const [server] = kept(at.accept())
  at.close()
  return [client, server]
}

function udp() {
  const it = kept(wire.socket(AF_INET, SOCK_DGRAM))
  it.bind(['127.0.0.1', 0])
  return it
}

const NAMES = {
  ...wire,
  socket: (...args: [number?, number?, number?]) => kept(wire.socket(...args)),
  socketpair: (...args: [number?, number?, number?]) => kept(wire.socketpair(...args)),
  text: (value: string) => Buffer.from(value),
  hex: (digits: string) => Buffer.from(digits, 'hex'),
  zeros: (size: number) => Buffer.alloc(size),
  part: (data: Buffer, begin: number, end: number) => data.subarray(begin, end),
  size: (value: { length: number }) => value.length,
  listener,
  pair,
  udp,
  fds: (ready: [number, number][]) => ready.map(([fd, events]) => [orders.get(fd), events]).sort(),
}

function shown(value: unknown): unknown {
  if (value instanceof Socket) return { socket: [value.family, value.type, value.protocol] }
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') }
  if (Array.isArray(value)) return value.map(shown)
  if (value === undefined || value === null) return null
  return typeof value === 'object' ? { object: true } : value
}

/** A name whose line failed is unbound; a name that no line gives is a mistake in the case. */
function failed(error: unknown, lines: string[]): number | string {
  if (error instanceof ReferenceError) {
    const [name] = error.message.split(' ')
    if (!lines.some((line) => line.startsWith(`${name} = `))) throw error
    return 'unbound'
  }
  if (error instanceof SocketError) return error.errno
  if (error instanceof AddressError) return `getaddrinfo ${error.errno}`
  return (error as Error).name
}

async function run(lines: string[]): Promise<Told[]> {
  made = []
  orders = new Map()
  const scope: Record<string, unknown> = { ...NAMES }
  const told: Told[] = []
  for (const line of lines) {
    const [, name, rest] = /^(\w+) = (.*)$/.exec(line) ?? []
    const expression = rest ?? line
    try {
      const value = kept(await evaluated(twins ? awaited(expression) : expression, scope))
      if (name !== undefined) scope[name] = value
      told.push({ value: name?.endsWith('_') ? 'unseen' : shown(value) })
    } catch (error) {
      told.push({ error: failed(error, lines) })
    }
  }
  for (const each of made) each.close()
  return told
}

const AsyncFunction = (async () => {}).constructor as FunctionConstructor

/** The result is boxed, lest an object with a `then` be awaited. */
async function evaluated(expression: string, scope: object): Promise<unknown> {
  const boxed = new AsyncFunction('scope', `with (scope) { return [${expression}] }`) as (
    s: object,
  ) => Promise<[unknown]>
  return (await boxed(scope))[0]
}

const { cases } = JSON.parse(await all(process.stdin)) as { cases: string[][] }
const results: Told[][] = []
for (const lines of cases) results.push(await run(lines))
console.log(JSON.stringify(results))
process.exit()

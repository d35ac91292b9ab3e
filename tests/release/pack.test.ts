/** The npm package: what is in it, and that it works where npm puts it, for a user without rights and an empty HOME. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { ROOT } from '../../src/course/load.ts'
import { documentUri, EDITOR_PATH } from '../../src/protocol/editor.ts'
import { type Packed, pack } from '../../src/release/pack.ts'
import { Page } from '../bridge/page.ts'
import { ownNetwork, ROOT_USER } from '../support/tier.ts'
import { type Installed, install } from './support/installed.ts'

/** With bundled pages, course and program; a third more would be something that does not belong there. */
const MOST_MIB = 15
const SOMEBODY = 12_345
const LAB = { kind: 'lab', id: 'tcp/handshake-1', file: 'client.ts' } as const

let folder: string
let home: string
let packed: Packed
let installed: Installed
beforeAll(async () => {
  // Beside the packages, so that they can be linked.
  mkdirSync(join(ROOT, 'build'), { recursive: true })
  folder = mkdtempSync(join(ROOT, 'build/release-test-'))
  home = join(folder, 'home')
  mkdirSync(home)
  if (ROOT_USER) chownSync(home, SOMEBODY, SOMEBODY)
  packed = await pack(join(folder, 'packed'), () => {})
  mkdirSync(join(folder, 'installed'))
  installed = install(packed.tarball, join(folder, 'installed'))
  execFileSync('chmod', ['755', folder])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const environment = () => ({ PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', HOME: home })
const person = ROOT_USER ? { uid: SOMEBODY, gid: SOMEBODY } : {}

function start(...words: string[]): ChildProcess {
  return spawn('sh', [installed.command, ...words], { cwd: home, env: environment(), ...person })
}

async function wirebook(...words: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = start(...words)
  const said = { out: '', err: '' }
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    said.out += text
  })
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said.err += text
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...said }
}

describe('what is in it', () => {
  it('is of a moderate size, and holds course, site, guides and the licences of what is in its pages', () => {
    expect(packed.bytes / 2 ** 20).toBeLessThan(MOST_MIB)
    for (const path of [
      'dist/en/index.html',
      'labs/tcp/handshake-1/lab.json',
      'content/en',
      'docs/operator.md',
      'bin/node',
    ])
      expect(existsSync(join(installed.root, path)), path).toBe(true)
    expect(readFileSync(join(installed.root, 'THIRD_PARTY.txt'), 'utf8')).toMatch(/^preact 10\S* \(MIT\)/m)
  })

  it('has the program as JavaScript: TypeScript is in it as declarations and as texts of the course', () => {
    const sources = globSync('src/**/*.ts', { cwd: installed.root, exclude: ['**/*.d.ts'] })
    const others = sources.filter((path) => !/^src\/(cli\/new\/templates|sidecar\/grader\/slot\/warm)\//.test(path))
    expect(others).toEqual([])
  })

  it('comes with a bill of materials that names all that it brings along', () => {
    type Materials = { bomFormat: string; components: { name: string; version: string; licenses?: unknown[] }[] }
    const { bomFormat, components } = JSON.parse(readFileSync(packed.materials, 'utf8')) as Materials
    expect(bomFormat).toBe('CycloneDX')
    expect(components.map(({ name }) => name)).toEqual(expect.arrayContaining(['koffi', 'vitest', 'zod', 'ws']))
    expect(components.filter(({ licenses = [] }) => licenses.length === 0).map(({ name }) => name)).toEqual([])
    expect(components.map(({ name }) => name)).not.toContain('astro')
  })
})

describe('installed, with an empty HOME', () => {
  it('explains the machine', async () => {
    const { out, err } = await wirebook('doctor', '--json')
    const { tier, features } = JSON.parse(out) as { tier: string; features: { name: string; ok: boolean }[] }
    expect(err).toBe('')
    expect(['full', 'basic', 'reduced']).toContain(tier)
    expect(features.find(({ name }) => name === 'node version')?.ok).toBe(true)
  })

  it('runs the first lab, with its packets', async (context) => {
    ownNetwork(context)
    const { code, out, err } = await wirebook('run', LAB.id)
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/SYN\+ACK.*\n.*ACK/)
  })

  it('grades a right and a wrong answer', async () => {
    const exercise = join(installed.root, 'labs/boundaries/frame-decoder')
    const [right, wrong] = await Promise.all(
      ['solution', 'starter'].map((part) => wirebook('grade', 'boundaries/frame-decoder', join(exercise, part))),
    )
    expect([right!.code, right!.out.split(' ')[0]]).toEqual([0, 'Passed'])
    expect(wrong!.code).toBe(1)
  })

  it('tells the version of its package', async () => {
    const { version } = JSON.parse(readFileSync(join(installed.root, 'package.json'), 'utf8')) as { version: string }
    expect((await wirebook('--version')).out).toBe(`${version}\n`)
  })

  it('says plainly what only a clone can do', async () => {
    const told = await Promise.all([wirebook('check'), wirebook('export', '--static', join(home, 'site'))])
    expect(told.map(({ err }) => /^[A-Z_]+(?=: .*[Cc]lone the repository)/.exec(err)?.[0])).toEqual([
      'COURSE_WANTED',
      'BUILD_NO_SOURCES',
    ])
  })

  it('gives its modules to programs of one’s own, with their types', () => {
    const own = join(folder, 'installed/own')
    mkdirSync(own)
    writeFileSync(join(own, 'package.json'), '{ "type": "module" }')
    const program = `import { htons, inet_aton } from 'wirebook/socket'
import { pack } from 'wirebook/struct'
import { TCPServer } from 'wirebook/socketserver'
import { check } from 'wirebook/spec'
const number: number = htons(1)
export const bytes: Uint8Array = pack('!H', 258)
export { TCPServer, check, inet_aton, number }
`
    writeFileSync(join(own, 'own.ts'), program)
    const flags = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'esnext',
      '--types',
      'node',
      'own.ts',
    ]
    execFileSync(process.execPath, [join(ROOT, 'node_modules/ts7/bin/tsc'), ...flags], { cwd: own, encoding: 'utf8' })
    const script = `import { pack } from 'wirebook/struct'; console.log(pack('!H', 258).join())`
    const words = ['--input-type=module', '--eval', script]
    expect(execFileSync(process.execPath, words, { cwd: own, encoding: 'utf8' })).toBe('1,2\n')
  })
})

describe('serving', () => {
  let server: ChildProcess
  let url: string
  beforeAll(async () => {
    server = start('serve', '--port', '0')
    let said = ''
    for await (const chunk of server.stdout!.setEncoding('utf8')) {
      said += chunk
      const found = /ready at (\S+)/.exec(said)
      if (found === null) continue
      url = found[1]!
      break
    }
  })
  afterAll(async () => {
    const gone = once(server, 'exit')
    server.kill('SIGTERM')
    await gone
  })

  it('has the lessons in both languages, built already', async () => {
    const pages = await Promise.all(['en', 'zh-cn'].map((locale) => fetch(new URL(`${locale}/tcp/handshake/`, url))))
    expect(pages.map(({ status }) => status)).toEqual([200, 200])
    expect(await pages[0]!.text()).toContain(LAB.id)
  })

  it('runs a lesson’s lab for a page, and keeps what was written in the user’s own folder', async (context) => {
    ownNetwork(context)
    const page = await Page.open(url)
    const text = readFileSync(join(installed.root, 'labs', LAB.id, LAB.file), 'utf8')
    page.say({ type: 'edit', target: LAB, text: `${text}// mine\n`, base: 0 })
    await page.event('saved')
    page.say({ type: 'run', lab: LAB.id })
    const { packets } = await page.event('packets')
    expect(packets.length).toBeGreaterThan(0)
    page.drop()
    expect(existsSync(join(home, '.local/share/wirebook/wirebook.sqlite'))).toBe(true)
  })

  it('has the editor’s language server', async () => {
    const ws = new WebSocket(new URL(EDITOR_PATH, url.replace('http', 'ws')), { origin: new URL(url).origin })
    const heard: string[] = []
    ws.on('message', (data) => heard.push(String(data)))
    await once(ws, 'open')
    const uri = documentUri(LAB)
    const say = (message: object) => ws.send(JSON.stringify({ jsonrpc: '2.0', ...message }))
    say({
      method: 'textDocument/didOpen',
      params: { textDocument: { uri, version: 1, text: 'export const port: number = ""\n' } },
    })
    // It starts with the first question, and answers that one with "not now".
    let id = 0
    const ask = () => {
      say({ id: ++id, method: 'textDocument/diagnostic', params: { textDocument: { uri } } })
      return heard.join('\n')
    }
    await expect.poll(ask, { interval: 500 }).toMatch(/not assignable to type 'number'/)
    ws.terminate()
  })
})

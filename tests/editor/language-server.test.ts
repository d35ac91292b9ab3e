/** The real language server, contained where this machine allows that. */
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EDITOR_ERROR } from '../../src/protocol/editor.ts'
import { LanguageServer } from '../../src/sidecar/editor/language-server.ts'
import { treeUsage } from '../../src/sidecar/sandbox/system/process-tree.ts'
import { COURSE } from '../../src/sidecar/session/course.ts'
import { fullTier } from '../support/tier.ts'
import { EditorPage, LENGTH, STREAM } from './support/page.ts'

const SERVER = `${STREAM}/server.ts`
const CLIENT = `${STREAM}/client.ts`
const TEXT = `import { AF_INET, SOCK_STREAM, socket } from 'wirebook/socket'
import { pack } from 'wirebook/struct'
import { ThreadingTCPServer } from 'wirebook/socketserver'
import net from 'node:net'
const s = socket(AF_INET, SOCK_STREAM)
s.recv(5)
net.createServer()
const n: number = 'x'
export const fromA = pack('!I', 1)
declare global { var leakA: string }
ThreadingTCPServer
`
/** A page that only just came has to wait for the server. */
async function greeted(server: LanguageServer): Promise<EditorPage> {
  const page = new EditorPage(server)
  await page.ask('initialize')
  return page
}
/** Processes below this one whose command line says so. */
function languageServers(): number[] {
  return treeUsage(process.pid).pids.filter((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      return words[0]?.endsWith('/tsc') && words.includes('--lsp')
    } catch {
      return false
    }
  })
}
const residentMiB = () => Math.round(languageServers().reduce((sum, pid) => sum + treeUsage(pid).resident, 0) / 2 ** 20)

let server: LanguageServer
let a: EditorPage
beforeAll(async () => {
  server = new LanguageServer({ course: COURSE })
  a = await greeted(server)
  a.open(SERVER, TEXT)
})
afterAll(() => server.close())

describe('what a learner is told', () => {
  it('completes a socket by its methods, with their documentation', async () => {
    expect(await a.labels(SERVER, [5, 2])).toContain('sendall')
    const { result } = await a.ask('completionItem/resolve', { label: 'sendall' })
    expect(result).toMatchObject({
      detail: expect.stringContaining('sendall(data'),
      documentation: { value: expect.stringContaining('Sends all of it') },
    })
  })

  it('shows the docstring of recv, and the parameters of a call', async () => {
    expect(await a.at('hover', SERVER, [5, 3])).toMatchObject({
      result: { contents: { value: expect.stringMatching(/recv\(size: number[\s\S]*bytes as soon as any are there/) } },
    })
    expect(await a.at('signatureHelp', SERVER, [5, 7])).toMatchObject({
      result: { signatures: [{ label: expect.stringContaining('recv(size: number') }] },
    })
  })

  it('knows Node, wirebook/socket, struct and socketserver, and what the runtime forbids', async () => {
    expect(await a.problems(SERVER)).toEqual(["Type 'string' is not assignable to type 'number'."])
    a.open(CLIENT, 'enum Kind { One }\nclass P { constructor(readonly port: number) {} }\nexport { Kind, P }\n')
    const forbidden = "This syntax is not allowed when 'erasableSyntaxOnly' is enabled."
    expect(await a.problems(CLIENT)).toEqual([forbidden, forbidden])
  })

  it('finds a module of the lab that has no editor, and names it, and names a library', async () => {
    const file = `${LENGTH}/server.ts`
    a.open(file, "import { encode } from './frames.ts'\nimport net from 'node:net'\nencode\nnet.connect\n")
    expect(await a.problems(file)).toEqual([])
    const place = async (line: number, character: number) =>
      ((await a.at('definition', file, [line, character])).result as { uri: string }[]).map(({ uri }) => uri)
    expect(await place(2, 3)).toEqual([`file:///${LENGTH}/frames.ts`])
    expect((await place(3, 6))[0]).toBe('library:///@types/node/net.d.ts')
  })

  it('renames in every open file, and leaves to other files the names that are theirs', async () => {
    const [from, to] = [`${LENGTH}/server.ts`, `${LENGTH}/client.ts`]
    a.write(from, 'export const sent = 1\n')
    a.open(to, "import { sent } from './server.ts'\nimport { encode } from './frames.ts'\nsent\nencode\n")
    const renamed = async (file: string, at: [number, number]) => {
      const { result } = await a.at('rename', file, at, { newName: 'other' })
      return (result as { changes: Record<string, { newText: string }[]> }).changes
    }
    expect(Object.keys(await renamed(from, [0, 15])).toSorted()).toEqual([`file:///${to}`, `file:///${from}`])
    const ofModule = await renamed(to, [3, 3])
    expect(Object.keys(ofModule)).toEqual([`file:///${to}`])
    expect(ofModule[`file:///${to}`]!.map(({ newText }) => newText)).toEqual(['encode as other', 'other'])
  })

  it('formats', async () => {
    const file = `${LENGTH}/client.ts`
    a.write(file, 'const   x=1\n')
    const options = { tabSize: 2, insertSpaces: true }
    const uri = `file:///${file}`
    const { result } = await a.ask('textDocument/formatting', { textDocument: { uri }, options })
    expect((result as { newText: string }[]).length).toBeGreaterThan(0)
  })
})

describe("another page's documents, and the machine's disk", () => {
  it('are not told of: no import, no completion, no declaration, no path', async () => {
    const b = await greeted(server)
    const lines = [
      "import { fromA } from './server.ts'",
      'leakA',
      "import {} from '../'",
      "import {} from '../../../../'",
      "import {} from '/etc/'",
      "import json from '/etc/passwd' with { type: 'json' }",
      "import other from '../../../../../../../../work/package.json' with { type: 'json' }",
      `import mine from '${import.meta.dirname}/support/page.ts'`,
      '/// <reference path="/etc/passwd" />',
      'json; other; mine',
    ]
    b.open(CLIENT, lines.join('\n'))
    const problems = await b.problems(CLIENT)
    expect(problems).toContain("Cannot find name 'leakA'.")
    expect(problems.some((message) => message.includes("has no exported member 'fromA'"))).toBe(true)
    for (const line of [2, 3, 4]) {
      const quoted = lines[line]!.lastIndexOf("'")
      expect(await b.labels(CLIENT, [line, quoted]), lines[line]).toEqual([])
    }
    for (const line of [5, 6, 7]) {
      expect((await b.at('definition', CLIENT, [line, 20])).result ?? [], lines[line]).toEqual([])
      const at = lines[line]!.indexOf("'") + 3
      expect((await b.at('definition', CLIENT, [line, at])).result ?? [], lines[line]).toEqual([])
    }
    expect(b.said).not.toMatch(/clients\/|root:x|[0-9a-f]{8}-[0-9a-f]{4}-/)
    b.close()
  })

  it('cannot be read by one who names them, where the server is contained', async (context) => {
    fullTier(context)
    expect(server.contained).not.toBeNull()
    const b = await greeted(server)
    const root = `${import.meta.dirname}/../..`
    b.open(CLIENT, `import manifest from '${root}/package.json' with { type: 'json' }\nmanifest.\n`)
    expect((await b.problems(CLIENT)).some((message) => message.startsWith('Cannot find module'))).toBe(true)
    expect(await b.labels(CLIENT, [1, 9])).not.toContain('dependencies')
    // Its own view, seen from outside: nothing of the machine is in it.
    const [pid] = languageServers()
    const shown = readdirSync(`/proc/${pid}/root`).toSorted()
    expect(shown.filter((name) => !['dev', 'editor', 'proc', 'tmp'].includes(name))).toEqual(
      server.contained === 'rootview' ? [] : expect.any(Array),
    )
    b.close()
  })

  it('are refused by name: other addresses, and what is not offered', async () => {
    expect((await a.at('hover', `${STREAM}/client.py`, [0, 0])).error?.code).toBe(EDITOR_ERROR.parameters)
    a.open('labs/boundaries/no-such-lab/server.ts', 'export {}')
    expect((await a.at('hover', 'labs/boundaries/no-such-lab/server.ts', [0, 0])).error?.code).toBe(
      EDITOR_ERROR.parameters,
    )
  })
})

describe('an end of the language server', () => {
  it('by SIGKILL costs no text: it is started again and knows the latest of each', async () => {
    a.write(SERVER, `${TEXT}const later: number = 'y'\n`)
    const [pid] = languageServers()
    const before = a.states.length
    const began = performance.now()
    process.kill(pid!, 'SIGKILL')
    a.write(SERVER, `${TEXT}const later: string = 1\n`) // mid-typing
    await expect.poll(() => a.states.slice(before), { timeout: 30_000 }).toEqual(['restarting', 'ready'])
    const problems = await a.problems(SERVER)
    console.log(`killed → diagnostics again: ${Math.round(performance.now() - began)} ms`)
    expect(problems).toContain("Type 'number' is not assignable to type 'string'.")
    expect(languageServers()).not.toContain(pid)
  })

  it('by a text on which it never answers: the others go on, and that page comes back with its next edit', async () => {
    const known = languageServers()
    const own = new LanguageServer({ course: COURSE, limits: { answerMs: 1_500 } })
    const [good, bad] = [await greeted(own), await greeted(own)]
    good.open(SERVER, TEXT)
    bad.open(CLIENT, 'export {}\n')
    expect(await good.problems(SERVER)).toHaveLength(1)
    expect(await bad.problems(CLIENT)).toEqual([])
    const [pid] = languageServers().filter((one) => !known.includes(one))
    process.kill(pid!, 'SIGSTOP') // no answer comes any more
    const { error } = await bad.ask('textDocument/diagnostic', { textDocument: { uri: `file:///${CLIENT}` } })
    expect(error?.code).toBe(EDITOR_ERROR.notNow)
    await expect.poll(() => own.running, { timeout: 30_000 }).toBe(true)
    expect(await good.problems(SERVER)).toHaveLength(1)
    const refused = await bad.ask('textDocument/diagnostic', { textDocument: { uri: `file:///${CLIENT}` } })
    expect(refused.error?.code).toBe(EDITOR_ERROR.notNow)
    bad.write(CLIENT, 'export const fine = 1\n')
    expect(await bad.problems(CLIENT)).toEqual([])
    await own.close()
  })
})

describe('its cost', () => {
  it('stays below its limit with twenty pages, and nothing runs once nobody asks', async () => {
    const pages = await Promise.all(Array.from({ length: 20 }, () => greeted(server)))
    for (const page of pages) page.open(SERVER, TEXT)
    const all = await Promise.all(pages.map((page) => page.problems(SERVER)))
    expect(all.every((problems) => problems.length === 1)).toBe(true)
    const began = performance.now()
    await Promise.all(pages.map((page) => page.labels(SERVER, [5, 2])))
    const took = Math.round(performance.now() - began)
    console.log(`20 pages: ${residentMiB()} MiB; their completions at once: ${took} ms`)
    expect(residentMiB()).toBeLessThan(512)
    for (const page of pages) page.close()

    const own = new LanguageServer({ course: COURSE, limits: { abandonedMs: 200 } })
    const before = languageServers().length
    const page = await greeted(own)
    expect(languageServers()).toHaveLength(before + 1)
    page.close()
    await expect.poll(() => languageServers().length, { timeout: 30_000 }).toBe(before)
    const again = await greeted(own) // and starts when it is asked for again
    expect(own.running).toBe(true)
    again.close()
    await own.close()
    await expect.poll(() => languageServers().length, { timeout: 30_000 }).toBe(before)
  })
})

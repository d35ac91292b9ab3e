/** The trusted end of the process that strips types. Texts that it has seen before cost nothing. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { mortal } from '../plain/mortal.ts'

type Files = Record<string, string>

const FOLDER = import.meta.dirname
const ENTRY = join(FOLDER, 'main.mjs')
/** Names whose types Node would strip as ES modules. */
const TYPED = /\.m?ts$/
/** Longest wait for one request; then programs strip their own. Ms. */
const LATE_MS = 400
/** Texts remembered, and the longest of them, characters. */
const REMEMBERED = 64
const LONGEST = 100_000
const HEAP_MIB = 64

export class Stripper {
  #child: ChildProcess | undefined
  /** It has loaded what it needs. Until then nobody waits for it. */
  #ready = false
  readonly #waiting = new Map<number, (files: Files) => void>()
  /** Stripped texts by their source, the one used longest ago first. */
  readonly #known = new Map<string, string>()
  #next = 1
  #closed = false

  constructor() {
    this.#start()
  }

  /** JavaScript of the files that are TypeScript and could be stripped, every character in its place. Never rejects. */
  async strip(files: Files): Promise<Files> {
    const typed = Object.entries(files).filter(([name, text]) => TYPED.test(name) && text.length <= LONGEST)
    const unknown = typed.filter(([, text]) => !this.#known.has(text))
    const answer = unknown.length > 0 ? await this.#ask(Object.fromEntries(unknown)) : {}
    const stripped: Files = {}
    for (const [name, text] of typed) {
      const code = answer[name] ?? this.#known.get(text)
      if (code === undefined) continue
      stripped[name] = code
      this.#remember(text, code)
    }
    return stripped
  }

  close(): void {
    this.#closed = true
    this.#end(this.#child)
  }

  #remember(text: string, code: string): void {
    this.#known.delete(text)
    this.#known.set(text, code)
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= REMEMBERED) return
      this.#known.delete(oldest)
    }
  }

  #ask(files: Files): Promise<Files> {
    if (this.#child === undefined) this.#start()
    const child = this.#child
    if (child === undefined || !this.#ready) return Promise.resolve({})
    const id = this.#next++
    return new Promise((resolve) => {
      // A text that takes so long, or breaks the process, takes what was asked meanwhile with it: all strip their own.
      const late = setTimeout(() => this.#end(child), LATE_MS)
      this.#waiting.set(id, (stripped) => {
        clearTimeout(late)
        resolve(stripped)
      })
      child.stdin?.write(`${JSON.stringify({ id, files })}\n`)
    })
  }

  #start(): void {
    if (this.#closed) return
    const flags = [`--max-old-space-size=${HEAP_MIB}`, '--permission', `--allow-fs-read=${FOLDER}/*`]
    const words = [process.execPath, ...flags, '--disable-warning=ExperimentalWarning', ENTRY]
    const child = spawn(...mortal(words), {
      env: { PATH: process.env.PATH ?? '' },
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.#child = child
    this.#ready = false
    child.stdin?.on('error', () => {})
    if (child.stdout)
      createInterface(child.stdout).on('line', (line) => {
        this.#ready = true
        const { id, files } = JSON.parse(line) as { id: number; files: Files }
        this.#waiting.get(id)?.(files)
        this.#waiting.delete(id)
      })
    child.once('error', () => this.#end(child))
    child.once('exit', () => this.#end(child))
  }

  #end(child: ChildProcess | undefined): void {
    if (child === undefined || this.#child !== child) return
    this.#child = undefined
    child.kill('SIGKILL')
    for (const answer of this.#waiting.values()) answer({})
    this.#waiting.clear()
  }
}

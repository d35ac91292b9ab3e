/** What the language server works on, and where it lies: on our disk, and in its view of it. */
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildSocketModule, buildSocketTypes } from '../../../socket/build.ts'
import { SandboxError } from '../../sandbox/error.ts'
import { packageFolder } from '../../sandbox/paths.ts'

/** The compiler's own binary and its library's declarations; `ts7` starts it through Node, which nobody needs here. */
const COMPILER = join(packageFolder(`@typescript/typescript-${process.platform}-${process.arch}`), 'lib')
const PROGRAM = process.platform === 'win32' ? 'tsc.exe' : 'tsc'
/** Packages whose declarations are shown: Node's, with what they import. */
const DECLARED = ['@types/node', 'undici-types']

export const ROOT_INSIDE = '/editor'

export type Bind = { from: string; to: string }

export class Places {
  /** Folder of ours that holds it all. */
  readonly root: string
  /** One folder a page below it. */
  readonly clients: string

  /** Builds the declarations of `wirebook/*`: the compiler takes a second. Throws SandboxError. */
  constructor(root: string) {
    this.root = root
    this.clients = join(root, 'clients')
    if (!existsSync(join(COMPILER, PROGRAM)))
      throw new SandboxError(
        'SANDBOX_START_FAILED',
        `TypeScript is not installed for ${process.platform}-${process.arch}`,
      )
    mkdirSync(this.clients, { recursive: true })
    // Above every client's folder: what stands below is ES modules.
    writeFileSync(join(this.clients, 'package.json'), '{ "type": "module" }\n')
    const wirebook = join(root, 'node_modules/wirebook')
    mkdirSync(wirebook, { recursive: true })
    try {
      buildSocketModule(wirebook)
      buildSocketTypes(wirebook)
    } catch (error) {
      throw SandboxError.from(error)
    }
  }

  /** From now on only who knows a page's folder by its random name finds it. */
  hide(): void {
    chmodSync(this.clients, 0o311)
  }

  /** So that the folder can be removed. */
  show(): void {
    chmodSync(this.clients, 0o700)
  }

  /** For a view of its own. */
  get binds(): Bind[] {
    const inside = (path: string) => join(ROOT_INSIDE, path)
    return [
      { from: COMPILER, to: inside('compiler') },
      { from: this.clients, to: inside('clients') },
      { from: join(this.root, 'node_modules/wirebook'), to: inside('node_modules/wirebook') },
      ...DECLARED.map((name) => ({ from: packageFolder(name), to: inside(`node_modules/${name}`) })),
    ]
  }

  get inside() {
    return {
      program: join(ROOT_INSIDE, 'compiler', PROGRAM),
      clients: join(ROOT_INSIDE, 'clients'),
      libraries: { [join(ROOT_INSIDE, 'node_modules')]: '', [join(ROOT_INSIDE, 'compiler')]: 'typescript' },
    }
  }

  /** For a language server that sees the machine: the same folder, with links to what is elsewhere. */
  linked() {
    for (const name of DECLARED) {
      const link = join(this.root, 'node_modules', name)
      mkdirSync(dirname(link), { recursive: true })
      symlinkSync(packageFolder(name), link, 'junction')
    }
    const libraries: Record<string, string> = { [join(this.root, 'node_modules')]: '', [COMPILER]: 'typescript' }
    for (const name of DECLARED) libraries[packageFolder(name)] = name
    return { program: join(COMPILER, PROGRAM), clients: this.clients, libraries }
  }
}

/**
 * `sh bin/node tests/newcomer/trial.ts [tarball] [--installed file] [--node folder]… [--write]`: the way of somebody new, from an empty HOME
 * to the first packet of their own, on machines that lack this and that. Packs the release unless a tarball is named.
 * `--installed`: the `wirebook` of an installation that is there; then nothing is packed and nothing fetched.
 * `--node`: a folder with another Node in `bin`. `--write` puts the log into docs/newcomer.md. Exit 1 when something ends
 * neither in packets nor in a sentence that says what to do.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '../../src/course/load.ts'
import { pack } from '../../src/release/pack.ts'
import { BEGIN, END, type Entry, logged } from './log.ts'
import { behindProxy, withPage } from './page.ts'
import { Person } from './person.ts'
import { scenarios } from './scenarios.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    installed: { type: 'string' },
    node: { type: 'string', multiple: true, default: [] },
    write: { type: 'boolean', default: false },
  },
})
const person = new Person()
const entries: Entry[] = []
const note = (entry: Entry) => {
  entries.push(entry)
  console.log(logged(entry))
}
try {
  const command = values.installed === undefined ? await firstStart() : resolve(values.installed)
  const nodes = new Map(values.node.map((folder) => [versionOf(folder), resolve(folder)]))
  const hidden = { bwrap: pathWithout('no-bwrap', ['bwrap']), tools: pathOf('no-tools', ['sh', 'readlink', 'dirname']) }
  for (const { name, words, ends, env, within } of scenarios(nodes, hidden)) {
    const told = await person.run(['sh', command, ...words], { ...(env && { env }), ...(within && { within }) })
    note({ name, command: `wirebook ${words.join(' ')}`, ends, ...told })
  }
  for (const look of [withPage, behindProxy]) note(await look(person, command))
} finally {
  person.gone()
}
if (values.write) write()
process.exitCode = entries.every(({ ends, text }) => ends.test(text)) ? 0 : 1

/** The way of the README's one command; gives where npx put it. */
async function firstStart(): Promise<string> {
  const tarball = resolve(positionals[0] ?? (await pack(join(ROOT, 'build'))).tarball)
  const first = await person.run(['npx', '--yes', `file:${tarball}`, 'run', 'tcp/handshake-1'])
  const command = 'npx wirebook run tcp/handshake-1'
  note({ name: 'empty HOME, nothing in npm’s cache', command, ends: /SYN\+ACK/, ...first })
  const cache = join(person.home, '.npm/_npx')
  return join(cache, readdirSync(cache)[0]!, 'node_modules/.bin/wirebook')
}

function versionOf(folder: string): string {
  return execFileSync(join(folder, 'bin/node'), ['--version'], { encoding: 'utf8' }).trim().slice(1)
}

/** All of /usr/bin but these. */
function pathWithout(name: string, left: string[]): string {
  return pathOf(
    name,
    readdirSync('/usr/bin').filter((tool) => !left.includes(tool)),
  )
}

function pathOf(name: string, tools: string[]): string {
  const folder = join(person.folder, name)
  mkdirSync(folder)
  for (const tool of tools) symlinkSync(join('/usr/bin', tool), join(folder, tool))
  return folder
}

function write(): void {
  const file = join(ROOT, 'docs/newcomer.md')
  const text = readFileSync(file, 'utf8')
  const machine = `${cpus().length} processors, ${Math.round(totalmem() / 2 ** 30)} GiB, ${new Date().toISOString().slice(0, 10)}`
  const table = [`On ${machine}:`, '', ...entries.map(logged)].join('\n')
  const [before = ''] = text.split(BEGIN)
  const [, after = ''] = text.split(END)
  writeFileSync(file, `${before}${BEGIN}\n${table}\n${END}${after}`)
}

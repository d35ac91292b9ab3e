/**
 * A lab as a folder that runs with plain Node: its programs with the addresses of one machine, a package.json, and a
 * README that says in which order to start them and what is not as in the lab. Pure; the page and the command line use it.
 */
import { networkOf } from '../network.ts'
import { argumentsOf } from '../programs.ts'
import type { Lab, LabProgram, Locale } from '../schema.ts'
import { type Moved, mentioned, moved, movedAddresses } from './addresses.ts'
import { type Differences, differencesOf } from './differences.ts'
import type { FolderProgram } from './folder-program.ts'
import { OLDEST_NODE } from './oldest-node.ts'
import { commandOf, inOrder } from './order.ts'
import { readme } from './readme.ts'

export type LabFolderInput = {
  /** `<unit>/<slug>`. */
  id: string
  lab: Lab
  /** File -> text as it is now. */
  files: Readonly<Record<string, string>>
  /** Program -> arguments `name=value`, as they are chosen; those of lab.json are added. */
  args: Readonly<Record<string, readonly string[]>>
  locale: Locale
}

export type LabFolder = {
  /** Name for the folder itself: `wirebook-tcp-handshake-1`. */
  name: string
  /** Path in the folder -> text. */
  files: Record<string, string>
  programs: FolderProgram[]
  /** Modules of ours that the programs import: `wirebook/socket`. */
  modules: string[]
  differences: Differences
}

export function labFolder({ id, lab, files, args, locale }: LabFolderInput): LabFolder {
  const network = networkOf(lab)
  const addresses = movedAddresses(lab, network)
  const own = (text: string) => moved(text, addresses)
  const programs = inOrder(lab.programs).map((program) =>
    folderProgram(lab, program, args[program.name] ?? [], addresses),
  )
  const name = `wirebook-${id.replace('/', '-')}`
  const texts = Object.fromEntries(Object.entries(files).map(([file, text]) => [file, own(text)]))
  const modules = modulesIn(Object.values(files))
  const differences = differencesOf(lab, network, files)
  const used = mentioned(
    [...Object.values(files), ...lab.programs.flatMap((program) => given(lab, program, args))],
    addresses,
  )
  return {
    name,
    files: {
      ...texts,
      'package.json': packageJson(name, programs),
      'README.md': readme(
        { id, title: lab.title[locale], programs, modules, differences, moved: used, network },
        locale,
      ),
    },
    programs,
    modules,
    differences,
  }
}

function given(lab: Lab, program: LabProgram, args: LabFolderInput['args']): string[] {
  return argumentsOf(lab, program, [...(args[program.name] ?? [])])
}

function folderProgram(lab: Lab, program: LabProgram, chosen: readonly string[], addresses: Moved): FolderProgram {
  const { name, file, after, ready, stdin, host } = program
  const args = argumentsOf(lab, program, [...chosen]).map((one) => moved(one, addresses))
  const known = after.filter((other) => lab.programs.some((one) => one.name === other))
  return {
    ...{ name, file, args, stdin, after: known },
    command: commandOf(file, args),
    ready: ready?.listen ?? null,
    host: host ?? null,
  }
}

function modulesIn(texts: readonly string[]): string[] {
  const found = texts.flatMap((text) => [...text.matchAll(/(?:from|import)\s*\(?\s*['"](wirebook\/\w+)['"]/g)])
  return [...new Set(found.map(([, module]) => module!))].sort()
}

function packageJson(name: string, programs: readonly FolderProgram[]): string {
  const scripts = Object.fromEntries(programs.map(({ name: program, command }) => [program, command]))
  return `${JSON.stringify({ name, private: true, type: 'module', engines: { node: `>=${OLDEST_NODE}` }, scripts }, null, 2)}\n`
}

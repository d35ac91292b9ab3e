/** The README of a lab's folder, in the reader's language. Pure. */
import type { NetworkPlan } from '../../protocol/network.ts'
import type { Locale } from '../schema.ts'
import { type Differences, isAlike } from './differences.ts'
import type { FolderProgram } from './folder-program.ts'
import { en, type ReadmeWords } from './readme-en.ts'
import { zh } from './readme-zh.ts'

export type ReadmeInput = {
  id: string
  title: string
  programs: readonly FolderProgram[]
  modules: readonly string[]
  differences: Differences
  /** Addresses in the lab that were put into this machine's. */
  moved: readonly (readonly [from: string, to: string])[]
  network: NetworkPlan
}

export function readme(input: ReadmeInput, locale: Locale): string {
  const words = locale === 'zh-cn' ? zh : en
  const { id, title, programs, modules, differences, moved } = input
  const parts = [
    `# ${title}`,
    words.what(id),
    `## ${words.needs}`,
    [words.node, ...(modules.length > 0 ? [words.modules(modules)] : [])].map((line) => `- ${line}`).join('\n'),
    modules.length > 0 ? ['```sh', ...words.link, '```'].join('\n') : '',
    `## ${words.run}`,
    programs.length === 1 ? words.runOne : words.runSeveral,
    programs.map((program, index) => step(program, index, programs, words)).join('\n'),
    words.stop,
    ...(moved.length > 0 ? [`## ${words.addresses}`, addressesPart(input, words)] : []),
    `## ${words.notAlike}`,
    isAlike(differences) && !differences.faults ? words.alike : words.mayDiffer,
    differencesPart(input, words)
      .map((line) => `- ${line}`)
      .join('\n'),
    `## ${words.packets}`,
    words.capture(portsOf(programs)),
  ]
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

/** `1. \`node server.ts\`: go on when it listens on TCP port 9999.` */
function step(
  { command, ready, stdin, name }: FolderProgram,
  index: number,
  programs: readonly FolderProgram[],
  words: ReadmeWords,
): string {
  const awaited = programs.some(({ after }) => after.includes(name))
  const remarks = [
    stdin && words.typeInto,
    ready !== null ? words.waitFor(listening(ready, words)) : awaited && words.waitForEnd,
  ].filter((remark) => remark !== false)
  return `${index + 1}. \`${command}\`${remarks.length > 0 ? `${words.colon}${remarks.join(words.joint)}` : ''}`
}

function listening(endpoint: string, words: ReadmeWords): string {
  const [kind = '', ...rest] = endpoint.split(':')
  const at = rest.join(':')
  if (kind === 'unix') return words.unix(at)
  return words.port(kind.toUpperCase(), at)
}

function addressesPart({ moved }: ReadmeInput, words: ReadmeWords): string {
  const table = [words.addressColumns, '| --- | --- |', ...moved.map(([from, to]) => `| \`${from}\` | \`${to}\` |`)]
  const several =
    new Set(moved.map(([, to]) => to)).size > 1 || moved.some(([, to]) => !/^(127\.0\.0\.1|::1)$/.test(to))
  return [words.moved, table.join('\n'), ...(several ? [words.apart] : []), words.twoMachines].join('\n\n')
}

function differencesPart({ differences, network, programs }: ReadmeInput, words: ReadmeWords): string[] {
  const { raw, many, nobody, outside, routers, loopback, names, faults, limited } = differences
  const told = [
    raw.length > 0 && words.raw(raw.map((name) => programs.find((one) => one.name === name)?.command ?? name)),
    many.length > 0 && words.many(many),
    nobody.length > 0 && words.nobody(nobody),
    outside.length > 0 && words.outside(outside),
    routers.length > 0 && words.routers(routers),
    loopback && words.loopback,
    names.length > 0 && words.names(names),
    faults && words.faults,
    ...limited.map(({ program, limits }) => words.limited(program, limits)),
  ].filter((line) => line !== false)
  const wire = network.hosts.length > 1 ? [words.onLoopback] : []
  return [...told, ...wire]
}

function portsOf(programs: readonly FolderProgram[]): string[] {
  return [
    ...new Set(programs.flatMap(({ ready }) => (ready && !ready.startsWith('unix:') ? [ready.split(':')[1]!] : []))),
  ]
}

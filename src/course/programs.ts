/** Where the programs of a lab run, and what can be wrong with them together. Pure. */
import type { NetworkPlan } from '../protocol/network.ts'
import { type Issue, unknown } from './network-checks.ts'
import type { Lab, LabProgram } from './schema.ts'

/**
 * Host of a program: the one it names, the one it is called after, the only one there is; where there are a `client`
 * and a `server`, as its `ready` says. Null when none of this decides.
 */
export function hostOf({ host, name, ready }: LabProgram, { hosts }: NetworkPlan): string | null {
  if (host !== undefined) return host
  const there = (wanted: string) => hosts.some((one) => one.name === wanted)
  if (there(name)) return name
  if (hosts.length === 1) return hosts[0]!.name
  return there('client') && there('server') ? (ready ? 'server' : 'client') : null
}

/** lab.json's own arguments, then each option's value (given or default), then whatever else was given. */
export function argumentsOf(lab: Lab, program: LabProgram, given: string[]): string[] {
  const nameOf = (argument: string) => argument.split('=', 1)[0]
  const names = new Set(given.map(nameOf))
  const defaults = lab.options
    .filter((option) => option.program === program.name)
    .map((option) => `${option.name}=${option.default}`)
  return [...program.args, ...defaults].filter((argument) => !names.has(nameOf(argument))).concat(given)
}

export function checkPrograms(programs: LabProgram[], network: NetworkPlan): Issue[] {
  const issues: Issue[] = []
  const listening = new Map<string, string>()
  programs.forEach((program, index) => {
    const { name, ready, after } = program
    const say = (path: Issue['path'], message: string) => issues.push({ path: ['programs', index, ...path], message })
    if (programs.findIndex((one) => one.name === name) < index) say(['name'], `there is another program "${name}"`)
    const host = hostOf(program, network)
    const names = network.hosts.map((one) => one.name).join(', ')
    if (host === null) say([], `"${name}" has no host to run on; expected "host" with one of ${names}`)
    else if (!network.hosts.some((one) => one.name === host)) say(['host'], unknown('host', host, network.hosts))
    if (ready && host !== null) {
      const [protocol, port] = ready.listen.split(':')
      if (protocol !== 'unix' && (Number(port) < 1 || Number(port) > 65_535))
        say(['ready', 'listen'], `a port is 1 to 65535, not ${port}`)
      const key = `${protocol === 'unix' ? ready.listen : `${protocol}:${Number(port)}`} of ${host}`
      const other = listening.get(key)
      if (other === undefined) listening.set(key, name)
      else say(['ready', 'listen'], `"${other}" listens on ${key} already; expected another port or host`)
    }
    after.forEach((other, at) => {
      if (!programs.some((one) => one.name === other)) say(['after', at], unknown('program', other, programs))
    })
  })
  const circle = circleIn(programs)
  if (circle !== null) {
    const [first = ''] = circle
    const index = programs.findIndex(({ name }) => name === first)
    const path = ['programs', index, 'after']
    issues.push({ path, message: `${circle.join(' waits for ')}: they wait for each other, and none would start` })
  }
  return issues
}

/** Names around a circle of `after`, the first repeated at the end; null when there is none. */
function circleIn(programs: LabProgram[]): string[] | null {
  const done = new Set<string>()
  const walk = (name: string, way: string[]): string[] | null => {
    const at = way.indexOf(name)
    if (at >= 0) return [...way.slice(at), name]
    if (done.has(name)) return null
    for (const next of programs.find((one) => one.name === name)?.after ?? []) {
      const circle = walk(next, [...way, name])
      if (circle !== null) return circle
    }
    done.add(name)
    return null
  }
  for (const { name } of programs) {
    const circle = walk(name, [])
    if (circle !== null) return circle
  }
  return null
}

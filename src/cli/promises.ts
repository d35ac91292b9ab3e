/** What a lab's run must show according to its lab.json, and what of it a run did not show. Pure. */
import type { Lab } from '../course/schema.ts'
import type { RunRecord } from '../sidecar/runner/types.ts'
import type { Flow } from '../wire/types.ts'
import { packetsOf } from './packets.ts'
import { exitWords } from './words.ts'

/** One sentence for each promise that was not kept; empty when all were. */
export function brokenPromises({ expect }: Pick<Lab, 'expect'>, record: RunRecord): string[] {
  const { packets, flows } = packetsOf(record.packets)
  const protocols = new Set(packets.map(({ decoded }) => decoded.protocol as string))
  const wrong = [...endings(record, expect.unfinished), ...outputs(record, expect.output), ...ofFlows(flows, expect)]
  for (const protocol of expect.protocols ?? [])
    if (!protocols.has(protocol))
      wrong.push(`no ${protocol} packet was seen; there were ${[...protocols].join(', ') || 'none'}`)
  if (record.lost > 0) wrong.push(`${record.lost} packets were lost by the capture`)
  return wrong
}

/** It ended as a program should: by itself with success, stopped as a server is, or meant to be cut off by the clock. */
export function endedWell({ name, exit }: RunRecord['programs'][number], unfinished: readonly string[]): boolean {
  const { reason, limit } = exit
  return reason === 'exited' || reason === 'stopped' || (limit === 'wall' && unfinished.includes(name))
}

function endings({ programs }: RunRecord, unfinished: string[]): string[] {
  return programs.flatMap((program) => {
    if (endedWell(program, unfinished)) return []
    const said = program.output
      .filter(({ stream }) => stream === 'stderr')
      .map(({ text }) => text)
      .join('')
    const lastWords = said ? `: ${said.trim().split('\n').slice(-3).join(' / ')}` : ''
    return [`${program.name} ${exitWords(program.exit)}${lastWords}`]
  })
}

/** Each expected text must come in the program's stdout, after the one before it. */
function outputs({ programs }: RunRecord, expected: Record<string, string[]>): string[] {
  return Object.entries(expected).flatMap(([name, texts]) => {
    const program = programs.find((one) => one.name === name)
    const output =
      program?.output
        .filter(({ stream }) => stream === 'stdout')
        .map(({ text }) => text)
        .join('') ?? ''
    let at = 0
    for (const text of texts) {
      const found = output.indexOf(text, at)
      if (found < 0)
        return [
          `${name} did not print "${text}"${at > 0 ? ' after what came before it' : ''}; it printed: ${JSON.stringify(output.slice(0, 400))}`,
        ]
      at = found + text.length
    }
    return []
  })
}

/** Promises about connections hold for each TCP flow of the run; retransmissions for all of them together. */
function ofFlows(
  flows: Flow[],
  expect: {
    handshake?: string | undefined
    closedBy?: string | undefined
    close?: string | undefined
    retransmissions?: number | undefined
  },
): string[] {
  const tcp = flows.filter(({ protocol }) => protocol === 'tcp')
  const wrong: string[] = []
  for (const key of ['handshake', 'closedBy', 'close'] as const) {
    const wanted = expect[key]
    if (wanted === undefined) continue
    if (tcp.length === 0) wrong.push(`${key} should be ${wanted}, but there was no TCP flow`)
    for (const flow of tcp)
      if (flow[key] !== wanted) wrong.push(`${key} of ${flow.client} → ${flow.server} is ${flow[key]}, not ${wanted}`)
  }
  const again = tcp.reduce((sum, flow) => sum + flow.retransmissions, 0)
  if (expect.retransmissions !== undefined && again !== expect.retransmissions)
    wrong.push(`${again} retransmissions, not ${expect.retransmissions}`)
  return wrong
}

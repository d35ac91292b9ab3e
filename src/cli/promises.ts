/** What a lab's run must show according to its lab.json, and what of it a run did not show. Pure. */
import type { Lab } from '../course/schema.ts'
import type { RunRecord } from '../sidecar/runner/types.ts'
import type { Flow } from '../wire/types.ts'
import { packetsOf } from './packets.ts'
import type { Words } from './words/index.ts'

/** One sentence, in these words, for each promise that was not kept; empty when all were. */
export function brokenPromises({ expect }: Pick<Lab, 'expect'>, record: RunRecord, words: Words): string[] {
  const { packets, flows } = packetsOf(record.packets)
  const protocols = new Set(packets.map(({ decoded }) => decoded.protocol as string))
  const wrong = [
    ...endings(record, expect.unfinished, words),
    ...outputs(record, expect.output, words),
    ...ofFlows(flows, expect, words),
  ]
  for (const protocol of expect.protocols ?? [])
    if (!protocols.has(protocol)) wrong.push(words.noProtocol(protocol, [...protocols]))
  if (record.lost > 0) wrong.push(words.lostByCapture(record.lost))
  return wrong
}

/** It ended as a program should: by itself with success, stopped as a server is, or meant to be cut off by the clock. */
export function endedWell({ name, exit }: RunRecord['programs'][number], unfinished: readonly string[]): boolean {
  const { reason, limit } = exit
  return reason === 'exited' || reason === 'stopped' || (limit === 'wall' && unfinished.includes(name))
}

function endings({ programs }: RunRecord, unfinished: string[], words: Words): string[] {
  return programs.flatMap((program) => {
    if (endedWell(program, unfinished)) return []
    const said = program.output
      .filter(({ stream }) => stream === 'stderr')
      .map(({ text }) => text)
      .join('')
    const lastWords = said.trim().split('\n').slice(-3).join(' / ')
    return [words.programEnded(program.name, words.ended(program.exit), lastWords)]
  })
}

/** Each expected text must come in the program's stdout, after the one before it. */
function outputs({ programs }: RunRecord, expected: Record<string, string[]>, words: Words): string[] {
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
      if (found < 0) return [words.notPrinted(name, text, at > 0, JSON.stringify(output.slice(0, 400)))]
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
  words: Words,
): string[] {
  const tcp = flows.filter(({ protocol }) => protocol === 'tcp')
  const wrong: string[] = []
  for (const key of ['handshake', 'closedBy', 'close'] as const) {
    const wanted = expect[key]
    if (wanted === undefined) continue
    if (tcp.length === 0) wrong.push(words.noFlow(key, wanted))
    for (const flow of tcp)
      if (flow[key] !== wanted)
        wrong.push(words.otherFlow(key, `${flow.client} → ${flow.server}`, String(flow[key]), wanted))
  }
  const again = tcp.reduce((sum, flow) => sum + flow.retransmissions, 0)
  if (expect.retransmissions !== undefined && again !== expect.retransmissions)
    wrong.push(words.retransmitted(again, expect.retransmissions))
  return wrong
}

/** Runs a lab as shipped and compares with what its lab.json promises. */
import { loadLab } from '../../course/load.ts'
import { runLab } from '../../sidecar/runner/batch.ts'
import type { RunRecord } from '../../sidecar/runner/types.ts'
import type { Sandbox } from '../../sidecar/sandbox/types.ts'
import type { Flow } from '../../wire/types.ts'
import { exitWords } from '../ladder.ts'
import { packetsOf } from '../packets.ts'
import type { Problem } from './problem.ts'

export async function checkLab(sandbox: Sandbox, id: string): Promise<Problem[]> {
  const lab = loadLab(id)
  const record = await runLab(sandbox, lab)
  const { packets, flows } = packetsOf(record.packets)
  const protocols = new Set(packets.map(({ decoded }) => decoded.protocol as string))
  const { expect } = lab.lab
  const wrong = [...endings(record, expect.unfinished), ...outputs(record, expect.output), ...promises(flows, expect)]
  for (const protocol of expect.protocols ?? [])
    if (!protocols.has(protocol))
      wrong.push(`no ${protocol} packet was seen; there were ${[...protocols].join(', ') || 'none'}`)
  if (record.lost > 0) wrong.push(`${record.lost} packets were lost by the capture`)
  return wrong.map((message) => ({ code: 'LAB_DIFFERS', where: `labs/${id}`, message }))
}

function endings({ programs }: RunRecord, unfinished: string[]): string[] {
  return programs.flatMap(({ name, exit, output }) => {
    const fine =
      exit.reason === 'exited' || exit.reason === 'stopped' || (unfinished.includes(name) && exit.reason === 'limit')
    if (fine) return []
    const said = output
      .filter(({ stream }) => stream === 'stderr')
      .map(({ text }) => text)
      .join('')
    return [`${name} ${exitWords(exit)}${said ? `: ${said.trim().split('\n').slice(-3).join(' / ')}` : ''}`]
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
function promises(
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

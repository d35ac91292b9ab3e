/** What the tests share in which a lab's programs talk to Python's. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { packetsOf } from '../../src/cli/packets.ts'
import { LABS } from '../../src/course/load.ts'
import { externalCommand } from '../../src/sidecar/runner/external.ts'
import type { External, RunRecord } from '../../src/sidecar/runner/types.ts'

export const PYTHON = spawnSync('python3', ['-c', '']).status === 0
/** Programs wait here and there, and a busy machine adds to it. */
export const PATIENT_MS = 60_000

/** `words`: a Python file of the lab's folder, and its arguments. */
export const inPython = (lab: string, words: string): External =>
  externalCommand(`python3 -u ${words}`, { cwd: join(LABS, lab) })

export function linesOf(record: RunRecord, name: string): string[] {
  const output = record.programs.find((program) => program.name === name)?.output ?? []
  return output
    .map(({ text }) => text)
    .join('')
    .trim()
    .split('\n')
}

export const exitOf = (record: RunRecord, name: string) => record.programs.find((one) => one.name === name)?.exit

/** The one connection of a run: all bytes of each direction, however they were packed, and who closed it how. */
export type Talk = { fromClient: Buffer; fromServer: Buffer; closedBy: string | null; close: string }

/** Throws when there is more than one connection, or none. */
export function talkOf(record: RunRecord): Talk {
  const { packets, flows } = packetsOf(record.packets)
  const [flow] = flows
  if (!flow || flows.length > 1) throw new Error(`${flows.length} connections, where there should be one`)
  const stream = (side: boolean) =>
    Buffer.concat(
      packets
        .filter(({ segment, decoded }) => segment?.fromClient === side && decoded.payload.length > 0)
        .filter(({ segment }) => segment?.kind !== 'retransmission')
        .map(({ decoded }) => decoded.payload),
    )
  return { fromClient: stream(true), fromServer: stream(false), closedBy: flow.closedBy, close: flow.close }
}

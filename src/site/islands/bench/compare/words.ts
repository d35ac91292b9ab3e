/** Words of the comparison of two runs, which are loaded with it. */
import type { Locale } from '../../../../course/schema.ts'
import type { LimitName, ProgramState } from '../../../../protocol/lab.ts'
import { counted } from '../../shared/count.ts'
import { bytes, duration } from '../../shared/time.ts'
import type { CountName } from './differences.ts'
import type { Connection } from './facts.ts'
import { zh } from './words-zh.ts'

/** Why there is nothing to compare. */
export type CompareProblem = 'offline' | 'refused' | 'not-started' | 'problem' | 'disturbed'

const times = (count: number) => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`)
const sum = (sizes: readonly number[]) => sizes.reduce((a, b) => a + b, 0)

const LIMITS: Record<LimitName, string> = {
  output: 'output limit',
  memory: 'memory limit',
  cpu: 'CPU time limit',
  wall: 'time limit',
  packets: 'packet limit',
  processes: 'limit on processes and threads',
  descriptors: 'limit on open files and sockets',
  file: 'file size limit',
  disk: 'disk space limit',
}

const state = (one: ProgramState | null): string => {
  if (one === null || one.state === 'waiting') return 'not started'
  if (one.state === 'listening') return `listening on ${one.at}`
  if (one.state === 'running') return 'still running'
  const { reason, limit, signal, code } = one.exit
  if (reason === 'limit') return `stopped at its ${LIMITS[limit ?? 'wall']}`
  if (reason === 'stopped') return 'stopped'
  if (signal !== null) return `ended by ${signal}`
  return code === 0 ? 'exited, status 0' : `ended, status ${code ?? 0}`
}

const connection = (one: Connection | null): string => {
  if (one === null) return 'not there'
  if (one.handshake === 'refused') return 'refused'
  if (one.handshake === 'incomplete') return 'never complete'
  const by = one.closedBy === null ? 'one side' : `the ${one.closedBy}`
  if (one.close === 'open') return one.closedBy === null ? 'open' : `half closed, by ${by}`
  return `closed by ${by}, with ${one.close === 'fin' ? 'FIN' : 'RST'}`
}

export const en = {
  compare: 'Compare with a run without faults',
  again: 'Compare again',
  cancel: 'Cancel',
  close: 'Close',
  nothingOn: 'Turn a fault on first: then the two runs can differ.',
  noLab: 'This needs the lab: it runs the programs twice.',
  reduced: 'This machine does not let a lab have a wire of its own.',
  running: ['Run 1 of 2, without faults …', 'Run 2 of 2, with the faults …'] as readonly [string, string],
  done: (differences: number) =>
    differences === 0 ? 'Compared: no difference.' : `Compared: ${counted(differences, 'difference')}.`,
  problems: {
    offline: 'The lab is out of reach. Compare again when it is back.',
    refused: 'The lab did not start the run. Stop other labs of this page, then compare again.',
    'not-started': 'The run did not start in time. Compare again.',
    problem: 'A fault of ours ended the run. Compare again.',
    disturbed: 'Another run was started, or a setting was turned, while the two runs were made. Compare again.',
  } satisfies Record<CompareProblem, string> as Record<CompareProblem, string>,
  title: 'What changed',
  sides: ['Without faults', 'With the faults'] as readonly [string, string],
  side: (packets: number, micros: number) => `${counted(packets, 'packet')}, ${duration(micros)}`,
  ladder: (side: string) => `Packets of the run: ${side}`,
  more: (count: number) => `… and ${counted(count, 'packet')} more`,
  noPackets: 'No packets.',
  same: (seed: number) => `Both runs: the same code and settings, seed ${seed}.`,
  outdated: 'Code or settings have changed since.',
  cut: 'One run was still going on after a minute: it is compared up to there.',
  caption: 'The two runs in numbers',
  measure: 'What',
  differs: 'differs',
  /** For the ear, before the value that differs. */
  differently: 'differs: ',
  counts: {
    packets: 'Packets on the wire',
    wireBytes: 'Bytes on the wire',
    lost: 'Packets lost on the link',
    segments: 'Segments with new bytes',
    bytes: 'Bytes of the streams',
    retransmissions: 'Segments sent again',
    duplicateAcks: 'Duplicate acknowledgments',
    sent: 'Datagrams sent',
    received: 'Datagrams delivered',
    datagramsLost: 'Datagrams lost',
    twice: 'Datagrams delivered twice',
  } satisfies Record<CountName, string> as Record<CountName, string>,
  count: (what: CountName, value: number) =>
    what === 'bytes' || what === 'wireBytes' ? bytes(value) : value.toLocaleString('en-US'),
  readsOf: (program: string) => `Reads of ${program}`,
  reads: (sizes: readonly number[]) => {
    if (sizes.length === 0) return 'none'
    const shown = sizes.slice(0, 6).join(', ')
    return `${sizes.length}: ${shown}${sizes.length > 6 ? ', …' : ''} B`
  },
  time: 'Time',
  duration,
  connectionOf: (index: number) => `Connection ${index}`,
  connection,
  endOf: (program: string) => `End of ${program}`,
  state,
  printedBy: (program: string) => `Printed by ${program}`,
  printed: (text: string) => (text === '' ? 'nothing' : counted(text.replace(/\n$/, '').split('\n').length, 'line')),
  printedOther: (text: string) => (text === '' ? 'nothing' : text.replace(/\n$/, '')),
  said: {
    lost: (without: number, faulted: number) =>
      without === 0
        ? `The link lost ${counted(faulted, 'packet')}.`
        : `The link lost ${counted(faulted, 'packet')} instead of ${without}.`,
    retransmissions: (without: number, faulted: number) =>
      without === 0
        ? `TCP sent ${counted(faulted, 'segment')} again.`
        : `TCP sent ${counted(faulted, 'segment')} again instead of ${without}.`,
    duplicateAcks: (without: number, faulted: number) =>
      `Receivers repeated an acknowledgment ${times(faulted)}${without === 0 ? '' : ` instead of ${times(without)}`}.`,
    segments: (without: number, faulted: number) =>
      `The bytes travelled in ${counted(faulted, 'segment')} instead of ${without}.`,
    bytes: (without: number, faulted: number) => `The streams carried ${bytes(faulted)} instead of ${bytes(without)}.`,
    received: (without: number, faulted: number, [before, sent]: readonly [number, number]) =>
      `Of ${counted(sent, 'datagram')} ${faulted} ${faulted === 1 ? 'was' : 'were'} delivered; without the faults ${without} of ${before}.`,
    twice: (without: number, faulted: number) =>
      `${counted(faulted, 'datagram')} ${faulted === 1 ? 'was' : 'were'} delivered more than once${without === 0 ? '' : ` instead of ${without}`}.`,
    reads: (program: string, without: readonly number[], faulted: readonly number[]) =>
      sum(without) !== sum(faulted)
        ? `${program} read ${bytes(sum(faulted))} instead of ${bytes(sum(without))}.`
        : without.length === faulted.length
          ? `${program} read the same ${bytes(sum(faulted))}, cut in other places.`
          : `${program} read the same ${bytes(sum(faulted))} in ${counted(faulted.length, 'read')} instead of ${without.length}.`,
    time: (without: number, faulted: number) => `It took ${duration(faulted)} instead of ${duration(without)}.`,
    connection: (index: number, without: string, faulted: string) =>
      `Connection ${index}: ${faulted}, instead of ${without}.`,
    end: (program: string, without: string, faulted: string) => `${program}: ${faulted}, instead of ${without}.`,
    printed: (program: string) => `${program} printed something else.`,
    unnoticed: 'What the programs printed, and how they ended, is the same in both runs.',
    nothing: 'This time nothing differs: with this seed the faults met nothing that mattered.',
  },
  /** Between two sentences. */
  space: ' ',
}

export type CompareWords = typeof en

export function compareWords(locale: Locale): CompareWords {
  return locale === 'zh-cn' ? zh : en
}

import type { LimitName } from '../../protocol/lab.ts'
import { counted } from './shared/count.ts'

export const en = {
  // The bar.
  run: 'Run',
  runAgain: 'Run again',
  runOnly: (file: string) => `Run ${file}`,
  stop: 'Stop',
  reset: 'Reset',
  history: 'Versions',
  share: 'Share as a link',
  fullScreen: 'Full screen',
  idle: 'Not run yet',
  running: (programs: number, packets: number) =>
    `Running · ${counted(programs, 'program')} · ${counted(packets, 'packet')} so far`,
  starting: 'Starting',
  waiting: (file: string, call: string, time: string) => `${file} is waiting in ${call}(), ${time}`,
  stale: 'Edited since this run. The packets below belong to the earlier code.',
  exitedAll: (programs: number, time: string) =>
    `${programs === 1 ? 'The program' : programs === 2 ? 'Both programs' : `All ${programs} programs`} exited, status 0 · ${time}`,
  exitedSome: (ended: string, serving: string, servers: number) =>
    `${ended} exited, status 0. ${serving} ${servers === 1 ? 'is' : 'are'} still listening`,
  crashed: (file: string, what: string, line: number | null) =>
    `${file} ended with ${what}${line === null ? '' : `, line ${line}`}`,
  exitStatus: (status: number) => `exit status ${status}`,
  stoppedByYou: 'Stopped by you. The kernel closed its sockets',
  stoppedAt: (file: string, limit: string) => `${file} was stopped at the ${limit}`,
  limits: {
    output: 'output limit',
    memory: 'memory limit',
    cpu: 'CPU time limit',
    wall: 'time limit',
    packets: 'packet limit',
    processes: 'limit on processes and threads',
    descriptors: 'limit on open files and sockets',
    file: 'file size limit',
    disk: 'disk space limit',
  } satisfies Record<LimitName, string>,

  // Above the panes.
  reducedTitle: 'Reduced mode.',
  reducedText: 'Programs run here without a network of their own.',
  offlineTitle: 'Reconnecting.',
  offlineText: (seconds: number) =>
    seconds > 0
      ? `Your programs go on; what you type is kept in this browser. Next try in ${seconds} s.`
      : 'Your programs go on; what you type is kept in this browser. Trying now.',
  tryNow: 'Try now',
  playRecording: 'Play the recording',
  faultTitle: 'Our fault.',
  faultText: (code: string, message: string) => `${message} (${code}). Your code is saved.`,
  copyDetails: 'Copy details',
  copied: 'Copied',
  notRunTitle: 'Not run.',
  tooManyRuns: 'Other labs of this lesson are running. Stop one, then run this one.',
  conflictTitle: 'Two versions.',
  conflictText: (file: string) => `${file} was also changed in another window. Both versions are kept.`,
  keepMine: 'Keep the text shown here',
  takeTheirs: 'Take the other one',

  // The dial.
  options: 'Settings of this lab',
  delay: 'One-way delay',
  drop: (from: string) => `Lost packets from the ${from}`,
  dropNone: 'none',
  dropFirst: (count: number) => (count === 1 ? 'the first' : `the first ${count}`),
  disturb: 'Disturb the wire',

  // Panes.
  paneCode: 'Code',
  paneOutput: 'Output',
  panePackets: 'Packets',
  paneStream: 'Stream',
  paneBytes: 'Bytes',
  paneSockets: 'Sockets',
  panes: 'Parts of the bench',
  programs: 'Programs',
  keeping: {
    saved: 'saved',
    saving: 'saving',
    browser: 'kept in this browser',
    unkept: 'not saved: the browser refuses',
  },
  codeLabel: (file: string) => `${file}, source code. Tab indents; Escape, then Tab leaves.`,
  errorAt: (file: string, line: number) => `${file}, line ${line}`,
  editedMark: 'edited since this run',

  // Consoles.
  consoleEmpty: 'What the program prints appears here.',

  // Packets.
  packetsEmpty: 'Press Run. Every packet of these programs is drawn here as it crosses the wire.',

  // Stream.
  streamEmpty: 'Which write became which segments or datagrams, and which reads took them: drawn here after a run.',
  line: (line: number) => `line ${line}`,

  // Bytes.
  bytesEmpty: 'Choose a packet to see its bytes, each named.',

  // Foot.
  footEmpty: 'A network of your own; nothing leaves this machine.',
  foot: (link: string, wire: string, yours: string) =>
    `Your run, captured on ${link}. ${wire} crossed the wire to carry ${yours}.`,

  // History.
  historyTitle: (file: string) => `Versions of ${file}`,
  historyEmpty: 'No earlier version yet. Each pause in typing adds one.',
  historyOffline: 'Versions are kept by the lab. They are here again when it is back.',
  restore: 'Restore',
  current: 'shown now',
  starter: 'As the course gave it',
  close: 'Close',
  lines: (count: number) => counted(count, 'line'),

  // Exercise.
  exercise: 'Exercise',
  check: 'Check',
  checking: 'Checking',
  cancel: 'Cancel',
  points: 'points',
  notChecked: 'Not checked yet',
  whatItMustDo: 'What it must do',
  whatItDid: 'What your program did',
  passed: 'passed',
  failed: 'failed',
  missing: 'not reached',
  hiddenTest: 'Hidden',
  hiddenEnded: {
    late: 'Your program did not answer in time.',
    gone: 'Your program ended, or was stopped, during this test.',
  },
  compared: 'The two values',
  expected: 'expected',
  got: 'got',
  hint: (index: number, all: number) => `Hint ${index} of ${all}`,
  showHint: 'Show a hint',
  nextHint: 'Next hint',
  attempts: (all: number, passed: number, tests: number) =>
    `${counted(all, 'attempt')}; in the latest ${passed} of ${tests} tests passed`,
  allPassed: 'All tests passed',
  somePassed: (passed: number, all: number) => `${passed} of ${all} tests passed`,
  printed: 'Your program printed',
  exerciseFault: 'Our fault. Your code is saved and no attempt was counted.',
  exerciseReduced: 'Practice only: on this machine programs cannot be isolated.',
  offlineCheck: 'The lab is out of reach. Your code is kept in this browser; check it when the lab is back.',
  compare: 'Compare with the solution',
  giveUp: 'Show the solution',
  giveUpSure: 'Show it now? Your own code stays.',
  yes: 'Show it',
  no: 'Not yet',
  solution: 'A solution',
  solutionLoading: 'Fetching the solution',
  solutionGone: 'The solution could not be fetched. Try again when the lab is back.',
  yourCode: 'Your code',
  hideSolution: 'Hide the solution',
  problemAt: (where: string) => `at ${where}`,
  resetSure: 'Put the starter back? Your text stays in Versions.',
}

export type Words = typeof en

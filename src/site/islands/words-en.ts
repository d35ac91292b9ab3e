import { counted } from './shared/count.ts'

export const en = {
  // The bar.
  run: 'Run',
  runAgain: 'Run again',
  runOnly: (file: string) => `Run ${file}`,
  stop: 'Stop',
  reset: 'Reset',
  history: 'Versions',
  share: 'Share or download',
  fullScreen: 'Full screen',
  idle: 'Not run yet',
  starting: 'Starting',

  // Above the panes.
  reducedTitle: 'Reduced mode.',
  reducedText: 'Programs run here without a network of their own.',
  offlineTitle: 'Reconnecting.',
  offlineText: (seconds: number) =>
    seconds > 0
      ? `Your programs go on; what you type is kept in this browser. Next try in ${seconds} s.`
      : 'Your programs go on; what you type is kept in this browser. Trying now.',
  neverTitle: 'Not connected.',
  neverText: (seconds: number) =>
    `This page has not reached wirebook yet; what you type is kept in this browser. If wirebook runs, a proxy, VPN or security program between the two does not let WebSockets through: open the address that wirebook printed on its own machine, or let /ws/ pass. ${seconds > 0 ? `Next try in ${seconds} s.` : 'Trying now.'}`,
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

  // Bytes.
  bytesEmpty: 'Choose a packet to see its bytes, each named.',

  // Foot.
  footEmpty: 'A network of your own; nothing leaves this machine.',

  close: 'Close',

  // Exercise.
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
  resetSure: 'Put the starter back? Your text stays in Versions.',
}

export type Words = typeof en

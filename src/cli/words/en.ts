/**
 * What the command line says while it works, in English. One id, one sentence; `zh-cn.ts` has the same ids. Help texts
 * and wrong usage stand in help/, what doctor finds in ../doctor/words/, what lies below in src/sidecar/words/.
 */

import type { Unknown } from '../../course/load.ts'
import type { MissingNode } from '../../protocol/fault-nodes.ts'
import type { LimitName, MadeFrame, ProgramExit } from '../../protocol/lab.ts'
import type { ReadPacket } from '../../sidecar/runner/read-packets.ts'
import type { Flow, Group } from '../../wire/types.ts'

const listed = (names: readonly string[]): string => names.join(', ')
const many = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`
const near = (names: readonly string[]): string => (names.length > 0 ? `; near it: ${listed(names)}` : '')

const LIMITS: Record<LimitName, string> = {
  output: 'its output limit',
  memory: 'its memory limit',
  cpu: 'its CPU time limit',
  wall: 'its time limit',
  packets: 'its packet limit',
  processes: 'its limit on processes and threads',
  descriptors: 'its limit on open files and sockets',
  file: 'its file size limit',
  disk: 'its disk space limit',
}

/** Kinds of files that are no program's text. */
export type OddFile = 'fifo' | 'socket' | 'device' | 'special file'
/** Why a file cannot be written, as far as the writer of its path can mend it. */
export type OutStep = 'noFolder' | 'fileOnTheWay' | 'isFolder' | 'denied' | 'readOnly' | 'loop' | 'longName'

const OUT_STEPS: Record<OutStep, string> = {
  noFolder: 'there is no such folder; make it first',
  fileOnTheWay: 'a part of that path is a file; name another folder',
  isFolder: 'that is a folder; name a file in it',
  denied: 'this user may not write there; name another place',
  readOnly: 'that file system is read-only; name another place',
  loop: 'its links lead in a circle; name another place',
  longName: 'that name is too long; name a shorter one',
}

export const en = {
  // Errors without a sentence of their own.
  /** `code`: of an error whose message is in English alone. */
  framed: (_code: string, message: string) => message,
  unexpected: (trace: string) => trace,
  unknownId: ({ what, id, near: names, units }: Unknown) =>
    `there is no ${what} "${id}"${names.length > 0 ? near(names) : `; an id is <unit>/<name>, units: ${listed(units)}`}`,

  // How a program ended.
  ended: ({ reason, code, signal, limit }: ProgramExit) => {
    if (reason === 'stopped') return 'stopped'
    if (reason === 'limit') return `stopped at ${limit === undefined ? 'a limit' : LIMITS[limit]}`
    if (reason === 'crashed') return signal ? `ended by ${signal}` : `crashed, status ${code}`
    return `exited, status ${code}`
  },

  // Options of run and shell.
  wantsArgument: (got: string) => `--arg wants PROGRAM=VALUE, e.g. server=order=le, got "${got}"`,
  wantsFile: (got: string) => `--code wants PROGRAM=FILE, e.g. server=my-server.ts, got "${got}"`,
  wantsTrace: (got: string) => `--trace wants PROGRAM, or PROGRAM=io, got "${got}"`,
  workerWantsServer: (where: string) =>
    `a worker grades for a class in PostgreSQL, and "${where}" is not postgres://…. A class kept in a folder is graded by "wirebook serve" on that one machine; give it more with --slots`,
  workerBehind: (steps: readonly string[]) =>
    `the database of the class lacks ${listed(steps)}: start "wirebook serve --classroom" of this version first, which makes its tables`,
  workerTier: (why: string, missing: readonly string[]) =>
    [`gradings of a class want the full tier, which this machine does not have: ${why}`, ...missing].join('\n'),
  workerReady: (slots: number, where: string) => `grading for ${where}, ${slots} at the same time`,
  workerLeaves: () => 'takes no further gradings; ends when those under way are done',

  // A class, from a terminal.
  backedUp: (file: string, rows: number) =>
    `${file} has the class as it was a moment ago, ${many(rows, 'row')}; keep it where only you can read it`,
  restored: (where: string, rows: number) => `${many(rows, 'row')} restored into ${where}, and counted`,
  linkWantsOrigin: () =>
    'under which address do browsers reach the class? Name it with --origin, e.g. --origin https://course.example.org',
  linkWantsPerson: (handle: string) =>
    `somebody administers this class already (${handle}); name whom the link is to sign in, e.g. "wirebook classroom link ${handle}"`,
  startLink: (url: string) => `open this link once, within 24 hours, to become the first instructor:\n  ${url}`,
  personLink: (name: string, handle: string, url: string) =>
    `this link signs in ${name} (${handle}), once, within 14 days; whoever opens it is that person:\n  ${url}`,
  personUnknown: (said: string) =>
    `nobody has the handle, name or address "${said}"; "wirebook classroom people" lists everybody`,
  personAmbiguous: (said: string, handles: readonly string[]) =>
    `several people are called "${said}"; name one by handle: ${listed(handles)}`,
  listAdmin: () => 'administers',
  listInactive: () => 'may not sign in',
  listMember: (title: string, role: 'instructor' | 'assistant' | 'learner') => `${role} of ${title}`,
  listComma: () => ', ',
  listClass: (learners: number, staff: number, timeZone: string, archived: string | null) =>
    `${many(learners, 'learner')}, ${staff} teaching, ${timeZone}${archived === null ? '' : `, archived ${archived}`}`,
  noPeople: () => 'nobody is here yet; "wirebook classroom link" makes the link for the first instructor',
  noCohorts: () => 'there are no cohorts yet; an instructor makes one on the page Teach',
  personExported: (name: string, file: string) => `${file} has what is stored of ${name}`,
  deleteWhat: (name: string, handle: string, gone: readonly string[], unnamed: readonly string[]) =>
    [
      `${name} (${handle}) will be deleted, for good, with everything that is theirs: ${listed(gone)}`,
      ...(unnamed.length === 0 ? [] : [`what they did for others stays, and names them no longer: ${listed(unnamed)}`]),
      'what stays: copies in backups and exports that were made before, and grades a school has been sent',
    ].join('\n'),
  deleteAsk: (handle: string) => `type ${handle} to delete: `,
  deleteUnconfirmed: (handle: string) => `nothing was deleted; to do it, add --confirm ${handle}`,
  deleteLastAdmin: (handle: string) =>
    `${handle} is the only one who administers; nothing was deleted. Let somebody else administer first`,
  deleted: (handle: string, standIn: string) =>
    `${handle} is deleted; where others' work and the audit still speak of them, it says ${standIn}`,
  retentionOff: () => 'everything is kept, also of archived cohorts',
  retentionOn: (days: number, attempts: number, texts: number) =>
    `work of cohorts is removed ${many(days, 'day')} after they were archived, once a day while the class is served; due now: ${many(attempts, 'attempt')}, ${many(texts, 'text')}`,

  onlyWith: (option: string, other: string) => `${option} is for ${other} only; leave it out, or add ${other}`,
  notWith: (option: string, other: string) => `${option} and ${other} do not go together; leave one of them out`,
  wantsSeed: (most: number, got: number) => `--seed wants a whole number from 0 to ${most}, got ${got}`,
  noProgram: (lab: string, name: string, names: readonly string[]) =>
    `${lab} has no program "${name}"; it has ${listed(names)}`,
  noServer: (name: string, names: readonly string[]) =>
    `--arg ${name}: no such server runs here; the servers are: ${listed(names) || 'none'}`,
  noHost: (option: string, name: string, names: readonly string[]) =>
    `${option} ${name}: the hosts of this lab are ${listed(names)}`,
  noCode: (file: string) => `there is no file ${file}`,
  codeNoFile: (file: string) => `${file} is no file; name the program's text`,
  codeNotText: (file: string) => `${file} cannot be read: it is not UTF-8 text`,
  codeUnreadable: (file: string, why: string) => `${file} cannot be read: ${why}`,
  unwritable: (option: string, file: string, why: 'noFolder' | 'isFolder' | 'denied', folder: string) => {
    const whys = {
      noFolder: `there is no folder ${folder}`,
      isFolder: 'it is a folder',
      denied: 'this user may not write there',
    }
    return `${option} ${file}: ${whys[why]}`
  },
  badFault: (explained: string) => `--fault: ${explained}`,
  manyFaults: (count: number, most: number) => `${count} faults; at most ${most} hold together`,
  noNode: (lab: string, { what, name, names }: MissingNode) =>
    `${lab}: there is no ${what} "${name}"; there ${names.length === 0 ? `is no ${what}` : `${names.length === 1 ? 'is' : 'are'} ${listed(names)}`}`,

  // A run.
  withNotFound: (command: string) => `no such command on this machine: ${command}. Check its name, or install it.`,
  outputCut: (bytes: number) => `… output cut, ${bytes} more bytes not shown`,
  noPackets: () => 'no packets',
  notKept: (packets: number) => `${packets} packets were seen and not kept`,
  interruptedRun: () => 'note: the run was interrupted; this is what had been captured until then',
  note: (text: string) => `note: ${text}`,
  foot: (lab: string, seed: number, tier: string, kernel: string) =>
    `${lab} · seed ${seed} · ${tier} · Linux ${kernel}`,
  group: (name: Group): string => name,
  /** What a packet says: `words · numbers`. */
  packet: ({ summary }: Pick<ReadPacket, 'summary' | 'segment' | 'decoded'>): string => summary,
  lostOnLink: () => 'lost on the link',
  replaced: () => 'others travel in its place',
  made: (made: MadeFrame, of: string) => `made by the link: ${made}${of === '' ? '' : ` of ${of}`}`,
  underway: (ms: string) => `${ms} ms on the way`,
  flow: ({ client, server, handshake, bytes, close, closedBy, retransmissions }: Flow) => {
    const closed =
      close === 'open' ? 'still open' : `closed by the ${closedBy ?? 'peer'} with ${close === 'fin' ? 'FIN' : 'RST'}`
    const again = retransmissions > 0 ? `, ${retransmissions} retransmitted` : ''
    return `${client} → ${server}: handshake ${handshake}, ${bytes.client} bytes up, ${bytes.server} down, ${closed}${again}`
  },

  // Its system calls.
  systemCalls: (program: string) => `system calls of ${program} (main thread)`,
  untraced: (why: string) => `  ${why}\n  The program ran untraced.`,
  untold: () => '  … later calls are not told, and ran untraced',
  stillWaiting: () => '(still waiting)',

  // Comments in a capture file.
  captured: (lab: string, seed: number, kernel: string) => `${lab}, seed ${seed}, Linux ${kernel}`,
  capturedPart: (comment: string, lost: number) => `${comment}; ${lost} packets were seen and not kept`,
  from: (node: string) => `from ${node}`,
  travelledInstead: () => 'others travelled in its place',
  delivered: (ms: string) => `delivered after ${ms} ms`,

  // A terminal in a lab.
  noNetworkToEnter: (reason: string) => `there is no network to enter. ${reason}`,
  noTool: (message: string) => `${message}. Install util-linux (nsenter, unshare, setpriv).`,
  place: (lab: string) => `${lab}: its network, and nothing else of the world`,
  here: () => '  ← this terminal',
  listens: (program: string, at: string) => `${program} listens on ${at}`,
  hasEnded: (program: string, how: string) => `${program} has ended: ${how}`,
  notYet: (program: string) => `${program} does not listen yet`,
  leave: () => 'Leave with "exit" or Ctrl-D; then all of it is gone.',

  // What a lab promises and a run did not show.
  programEnded: (program: string, how: string, said: string) => `${program} ${how}${said === '' ? '' : `: ${said}`}`,
  notPrinted: (program: string, text: string, later: boolean, output: string) =>
    `${program} did not print "${text}"${later ? ' after what came before it' : ''}; it printed: ${output}`,
  noProtocol: (protocol: string, seen: readonly string[]) =>
    `no ${protocol} packet was seen; there were ${listed(seen) || 'none'}`,
  lostByCapture: (packets: number) => `${packets} packets were lost by the capture`,
  noFlow: (property: string, wanted: string) => `${property} should be ${wanted}, but there was no TCP flow`,
  otherFlow: (property: string, ends: string, found: string, wanted: string) =>
    `${property} of ${ends} is ${found}, not ${wanted}`,
  retransmitted: (found: number, wanted: number) => `${found} retransmissions, not ${wanted}`,

  // Recordings.
  nothingToRecord: (reason: string) => `there are no packets to record. ${reason}`,
  someRecorded: (done: number, all: number) => `${done} of ${all} labs were done; those files are whole.`,
  tooLarge: (size: string, most: string) => `${size} compressed; at most ${most} are shipped`,
  noRecording: (file: string, lab: string) => `there is no ${file}; make it with "npx wirebook record ${lab}"`,
  signs: (what: string) => `${what} (- recorded, + seen now)`,
  compared: (runs: number) => `${many(runs, 'run')} compared`,
  taken: (runs: number, size: string) => `${many(runs, 'run')}, ${size} gz`,
  asRecorded: (labs: number) => `${labs} labs behave as recorded`,
  recorded: (labs: number, size: string) => `${labs} labs recorded, ${size} compressed`,
  others: (done: string, labs: number) => `${done}, ${labs} do not`,

  // A submission that cannot be found, and a verdict that cannot be written.
  neitherFile: (path: string, kind: OddFile) =>
    `${path} is a ${kind}, neither a file nor a folder; name your program's text, or "-" for standard input`,
  /** `path` null: standard input. */
  oneText: (path: string | null, names: readonly string[]) =>
    `${path ?? 'standard input'} is one text, and this exercise has ${names.length} files (${listed(names)}): name the folder that holds them`,
  mayNotGo: (path: string) => `this user may not go to ${path}; chmod u+x on its folders gives the right back`,
  circle: (path: string) => `${path} is a symbolic link that leads in a circle; name the file itself`,
  /** `link`: where a link leads; null where there is none. */
  nothingThere: (path: string, link: string | null, names: readonly string[]) =>
    `there is no file or folder ${path}${link === null ? '' : `: it is a symbolic link to ${link}, which is not there`}${names.length === 0 ? '; is the path right?' : near(names)}`,
  mayNotLook: (path: string, code: string) =>
    `this user may not look into the folder ${path} (${code}); chmod u+rx gives the right back`,
  filesMissing: (
    folder: string,
    missing: readonly string[],
    names: readonly string[],
    has: readonly string[],
    more: boolean,
  ) => {
    const there = has.length === 0 ? 'it is empty' : `it has ${listed(has)}${more ? ' …' : ''}`
    const step =
      names.length === 0
        ? `${there}; give your files the names of the exercise`
        : `near it: ${listed(names)}; rename, or name the file itself`
    return `the folder ${folder} has no ${listed(missing)}; ${step}`
  },
  /** `why`: the system's own words. */
  outUnwritable: (file: string, step: OutStep | null, why: string, printed: boolean) =>
    `--out ${file}: ${step === null ? why : OUT_STEPS[step]}${printed ? ' (what belongs there was printed instead)' : ''}`,
  gradedReduced: (reason: string) => `note: graded in the reduced tier, as practice: ${reason}`,

  // An export.
  otherFiles: (folder: string) => `${folder} holds other files; name an empty folder, or one of an earlier export`,
  noPath: (text: string) => `"${text}" is no path; write it as /course/`,
  exportWhat: () =>
    'say what to export: "wirebook export --static DIR" for the course, "wirebook export --lab ID DIR" for one lab',
  notEmpty: (folder: string) => `${folder} is not empty; name a folder that is, or that is not there yet`,
  labExported: (lab: string, folder: string, commands: readonly string[], modules: readonly string[]) =>
    [
      `${lab} is in ${folder}. In that folder, each in a terminal of its own:`,
      ...commands.map((command) => `  ${command}`),
      `Its README.md says when to start each${modules.length === 0 ? '' : `, and how to get ${listed(modules)}`}.`,
    ].join('\n'),
  exported: (folder: string, base: string) => `the course is in ${folder}, to be served under ${base}`,

  // Writing something new.
  courseWanted: () =>
    'this is the released package: the course in it is not written to. Name a folder of your own with --course, or clone the repository',
  noCourse: (folder: string) => `--course: there is no folder ${folder}`,
  badId: (id: string) => `"${id}": an id is <unit>/<name>, of lower case letters, digits and hyphens`,
  frameWantsFunction: () => '--frame wants --kind function: a codec is called, not talked to',
  unreadableFrame: (file: string, why: string) => `--frame: ${file} cannot be read (${why})`,
  noFrame: (file: string) =>
    `--frame: ${file} is no definition of a frame; the page Protocol workbench writes one under "Definition (JSON)"`,
  wrongFrame: (file: string, field: string, code: string) =>
    `--frame: ${file} has a mistake in "${field}" (${code}); the page Protocol workbench explains it`,
  tinyFrame: (file: string) => `--frame: ${file} is a frame of one byte, which no stream can cut; add a field`,
  wantsPackets: () => '--capture wants --kind server or client: a function sends no packets',
  unlisted: (id: string, names: readonly string[]) =>
    `src/course/units.ts lists no lesson ${id}: list it there first${near(names)}`,
  pathTaken: (paths: readonly string[]) => `${listed(paths)} is there already; nothing was written`,
  writtenAlready: (id: string) => `the lesson ${id} is written in every language already`,
  wrote: (file: string) => `wrote ${file}`,
  next: (id: string) => `next: write what stands as FILL-IN; "npx wirebook check --only ${id}" lists it`,
  inNoLesson: (id: string) => `src/course/units.ts lists ${id} in no lesson yet`,
  whenRight: (id: string) => `when it is right: npx wirebook record ${id}`,
  needsLab: (id: string) => `it needs: npx wirebook new lab ${id}`,
  needsExercise: (id: string) => `it needs: npx wirebook new exercise ${id} --kind function|server|client`,

  // Proving the course. What is wrong with it is told in English.
  watchOne: () => '--watch shows one exercise: name it with --only',
  noId: (id: string, names: readonly string[]) => `no lesson, lab or exercise is called "${id}"${near(names)}`,
  lessonsRead: (count: number) => `${many(count, 'lesson')} read`,
  lab: (id: string) => `lab ${id}`,
  labHow: (how: 'run' | 'remembered' | 'not run') =>
    ({ run: '', remembered: '  as before', 'not run': '  not run' })[how],
  labsDone: (done: number, all: number) => `${done} of ${all} labs`,
  gradingsDone: (done: number, all: number, exercise: string) => `${done} of ${all} gradings  ${exercise}`,
  exercise: (id: string) => `exercise ${id}`,
  proved: (right: number, caught: number, seconds: string) =>
    `${many(right, 'right one')} pass, ${many(caught, 'mutant')} caught, ${seconds} s`,
  shouldPass: () => 'should pass and does not',
  notCaught: () => 'is not caught as it should be',
  passes: () => 'passes',
  fails: () => 'fails',
  failsBy: (test: string, cause: 'assertion' | 'late' | 'gone') =>
    `fails by "${test}"${{ assertion: '', late: ', by a time-out', gone: ', as its process ended' }[cause]}`,
  notRun: (reason: string) => `not run: ${reason}`,
  problems: (count: number) => many(count, 'problem'),
  warnings: (count: number) => many(count, 'warning'),
  holds: () => 'it holds',
  courseHolds: () => 'the course holds',
  found: (parts: readonly string[]) => listed(parts),
  gradings: (count: number, remembered: number, seconds: string) =>
    `${many(count, 'grading')}${remembered > 0 ? `, ${remembered} as before` : ''}, ${seconds} s`,
  summary: (verdict: string, work: string, stopped: boolean) =>
    `${stopped ? 'stopped; so far: ' : ''}${verdict} (${work})`,
  saved: (file: string) => `${file} was saved`,
}

export type Words = typeof en

/**
 * Help texts, and what is said of a command that is used wrongly, in English. They are read for every command, and
 * so have a file of their own. `zh-cn.ts` has the same ids.
 */
const COURSE = 'default: the course of this repository'

export const en = {
  // The frame of a help text.
  usage: () => 'Usage:',
  commands: () => 'Commands:',
  options: () => 'Options:',
  anyOptions: () => '[options]',
  anyCommand: () => '[command]',
  choices: (names: readonly string[]) => `choices: ${names.map((name) => `"${name}"`).join(', ')}`,
  usually: (value: string) => `default: ${value}`,
  environment: (name: string) => `env: ${name}`,
  aside: (parts: readonly string[]) => ` (${parts.join(', ')})`,
  help: () => 'display help for command',
  version: () => 'output the version number',

  // Commands, and what they take.
  wirebook: () => 'An interactive course in network programming in which every packet is real',
  locale: () => 'language of what is said (default: that of the environment)',
  json: () => 'print one JSON document (docs/cli.md)',

  serve: () => 'serve the course on this machine',
  servePort: () => 'port to listen on',
  serveHost: () => 'address to listen on; other than loopback only with --classroom',
  serveData: () => 'where your code and attempts are kept (default: $XDG_DATA_HOME/wirebook)',
  serveClassroom: () => 'host a class with accounts, kept in a folder or in PostgreSQL (docs/operate.md)',
  serveOrigin: () => 'address under which browsers reach the class, e.g. https://course.example.org',
  serveProxy: () => 'address or network of a proxy whose X-Forwarded-* headers are believed; repeatable',
  serveOidcIssuer: () => 'issuer of the school’s sign-in by OpenID Connect, e.g. https://login.school.example',
  serveOidcClient: () => 'id of this class at the school’s sign-in; its secret is read from WIREBOOK_OIDC_SECRET',
  serveOidcSourceClaim: () => 'claim of the school’s sign-in that is the roster’s sourcedId (default: sourcedId)',
  serveLogFormat: () => 'lines of the log as JSON, or for reading (default: for reading on a terminal)',
  serveScraper: () => 'address or network that may read /metrics, beside this machine; repeatable (docs/operate.md)',
  serveDrain: () => 'seconds that labs and gradings have to end after SIGTERM',
  serveBackups: () =>
    'where a PostgreSQL is copied to before its tables change (default: $XDG_DATA_HOME/wirebook/backups)',
  serveSlots: () => 'gradings at the same time in this process; 0 leaves them to workers (default: by this machine)',

  worker: () => 'grade for a class from this machine as well: takes gradings from its PostgreSQL',
  workerClassroom: () => 'database of the class, as given to serve',
  workerSlots: () => 'gradings at the same time (default: by this machine)',

  classroom: () => 'see to a class from a terminal: backups, links, people (docs/operate.md)',
  classroomWhere: () => 'folder or database of the class, as given to serve',
  classroomBackup: () => 'copy the class as it is at this moment, while it goes on',
  classroomRestore: () => 'a backup into a new folder or an empty database; of either kind into either',
  classroomLink: () => 'a link for the first instructor, or one that signs somebody in',
  classroomPeople: () => 'list everybody',
  classroomCohorts: () => 'list the cohorts',
  classroomExport: () => 'everything that is stored of somebody, as JSON',
  classroomOut: () => 'file to write',
  classroomDelete: () => 'delete somebody with everything that is theirs',
  classroomConfirm: () => 'their handle once more, where nobody can be asked',
  classroomRetention: () =>
    'days after which work of archived cohorts is removed, or off; without a number: what is set',

  build: () => 'build the site if its sources have changed',

  run: () => 'run a lab without a browser: what each program printed, and the packets',
  runCode: () => 'put your own file in the place of a program',
  runOnly: () => 'start just this program; repeatable',
  runArg: () => 'pass an argument to a program',
  runWith: () => 'run a program of this machine inside the network of the lab',
  runWithHost: () => 'the host on which --with runs',
  runSeed: () => 'seed of the faults',
  runFault: () => 'disturb the wire, e.g. loss=20%,delay=50 (docs/faults.md)',
  runTrace: () => 'show the system calls of a program; PROGRAM=io for files and pipes as well',
  runPcap: () => 'write the captured packets to this file',

  shell: () => 'open a terminal of this machine inside the network of a lab, while its servers run',
  shellHost: () => 'the host on which the terminal is (default: one without a server)',
  shellBare: () => 'start none of the servers',
  shellArg: () => 'pass an argument to a server',
  shellCommand: () => 'run this instead of $SHELL',
  shellQuiet: () => 'do not show what the servers print',

  record: () => 'run labs and keep what they showed, for pages without a server',
  recordVerify: () => 'compare what they show now with what was kept',
  recordJobs: () => 'labs at the same time',

  grade: () => 'grade a submission: a file, a folder with the files of the exercise, or - for standard input',
  gradeFormat: () => 'how the verdict is written',
  gradeOut: () => 'write the verdict to this file',
  gradeSeed: () => 'replay a grading',

  check: () =>
    'prove the course: starters fail, solutions pass, mutants fail, labs show what they promise, lessons fit',
  checkOnly: () => 'only this lab, exercise or lesson; repeatable',
  checkLocale: () => 'only the lessons of this language',
  checkSeeds: () => 'seeds under which what is right is graded',
  checkThorough: () => 'mutants too meet every seed',
  checkJobs: () => 'gradings at the same time, and half as many labs (default: by this machine)',
  checkNoCache: () => 'prove anew what held before and has not changed',
  checkWatch: () => 'of one exercise: show the verdicts of its submissions after each save',
  checkCourse: () => `a folder with labs and content (${COURSE})`,

  make: () => 'write a new lesson, lab or exercise, to be filled in',
  makeCourse: () => `where to write it (${COURSE})`,
  makeLesson: () => 'a lesson that the table of contents lists, in both languages',
  makeLab: () => 'a server and a client',
  makeTopology: () => 'their network',
  makeExercise: () => 'an exercise with its spec, solution, alternative and mutants',
  makeKind: () => 'what the learner writes',
  makeFrame: () => 'make it of this frame, a definition from the page Protocol workbench',
  makeCapture: () => 'its spec looks at the packets too',

  export: () =>
    'write the course as plain files, for any static host, or one lab as a folder that runs with plain Node',
  exportStatic: () => 'folder to write the course to: empty, or of an earlier export; labs play their recordings',
  exportBase: () => 'path under which the host will serve it',
  exportLab: () => 'write this lab into the folder <dir>, which must be empty',

  doctor: () => 'try each feature of this machine that labs need, and say what would improve it',

  // Wrong usage.
  wrong: (what: string) => `${what}. See "npx wirebook --help".`,
  unknownOption: (flag: string) => `unknown option '${flag}'`,
  unknownCommand: (name: string) => `unknown command '${name}'`,
  didYouMean: (names: string) => `\n(Did you mean ${names}?)`,
  missingArgument: (name: string) => `missing required argument '${name}'`,
  missingOption: (flags: string) => `required option '${flags}' not specified`,
  missingValue: (flags: string) => `option '${flags}' argument missing`,
  tooManyArguments: (command: string | null, expected: number, got: number) =>
    `too many arguments${command === null ? '' : ` for '${command}'`}. Expected ${expected} argument${expected === 1 ? '' : 's'} but got ${got}`,
  wrongValue: (flags: string, value: string, why: string) => `option '${flags}' argument '${value}' is invalid. ${why}`,
  wrongEnvironment: (flags: string, name: string, value: string, why: string) =>
    `option '${flags}' value '${value}' from env '${name}' is invalid. ${why}`,
  allowed: (names: string) => `Allowed choices are ${names}`,
  notPort: () => 'a port is a number from 0 to 65535',
  notSeed: () => 'a seed is a whole number from 0 to 4294967295',
  notJobs: (least: number, most: number) => `from ${least} to ${most} at once`,
  notSlots: (least: number, most: number) => `gradings at the same time are ${least} to ${most}`,
  notDrain: (most: number) => `0 to ${most} seconds`,
  notDays: (most: number) => `1 to ${most} days, or off`,
  notSeeds: (least: number, most: number) => `from ${least} to ${most} seeds`,
  notLocale: () => 'Accepted are en and zh-cn (also written zh, zh-CN, zh_CN)',
}

export type HelpWords = typeof en

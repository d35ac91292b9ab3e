/**
 * What the sidecar says to whoever serves, builds, runs or records, in English. One id, one sentence; `zh-cn.ts` has the
 * same ids. A verdict on a submission has words of its own (grader/words), and what doctor finds as well
 * (sandbox/features/words).
 */
const DOCTOR = 'Run "npx wirebook doctor".'
/** A signal's name, or an exit code. */
export type Ending = string | number | null
const ending = (how: Ending): string => (typeof how === 'string' ? how : `exit code ${how}`)
const listed = (names: readonly string[]): string => names.join(', ')

export const en = {
  // Serving.
  ready: (url: string) => `wirebook ready at ${url}`,
  lowerTier: (tier: string, reason: string) => `labs run in the ${tier} tier: ${reason}`,
  tier: (name: string) => `${name} tier`,
  cannotRun: (why: string) => `labs cannot run: ${why}`,
  /** In front of why. */
  cannotRunAs: (code: string) => `labs cannot run: ${code}:`,
  requestFailed: (why: string) => `a request failed: ${why}`,
  cannotGrade: (why: string) => `exercises cannot be graded: ${why}`,
  hostRefused: (host: string) =>
    `--host ${host} would let others on the network run programs on this machine; leave --host out, and reach it from elsewhere by an SSH tunnel`,
  portTaken: (port: number, owner: string | null, other: number) =>
    `port ${port} is in use${owner ? ` by ${owner}` : ''}; choose another with --port, e.g. --port ${other}`,
  portRefused: (port: number, other: number) =>
    `this user may not listen on port ${port}; choose another with --port, e.g. --port ${other}`,
  noSuchAddress: (host: string) => `this machine has no address ${host}; leave --host out for 127.0.0.1`,

  // A classroom.
  classroomFolder: (folder: string, why: string) =>
    `the classroom cannot be kept in ${folder}: ${why}. Name another folder with --classroom`,
  classroomNewer: (step: string) =>
    `this classroom was kept by a newer wirebook (its database has the step ${step}): update wirebook`,
  classroomUnreachable: (where: string, why: string) =>
    `the database ${where} does not answer: ${why}. Is PostgreSQL running there, and is the address right?`,
  classroomRefused: (where: string, why: string) =>
    `the database ${where} refuses: ${why}. Make the user and the database, and let that user create tables in it`,
  classroomNone: (where: string) =>
    `there is no class in ${where} yet. "wirebook serve --classroom" makes one; is the address right?`,
  classroomBehind: (step: string) =>
    `the tables of this class are older than this wirebook (the step ${step} is missing): start "wirebook serve" once, which copies them first and then brings them up to date`,
  classroomFull: (where: string) =>
    `there is no room left where ${where} lies; nothing was changed. Free some room on its disk, or move the class to a larger one (docs/operate.md), then start again`,
  classroomReadOnly: (where: string) =>
    `${where} can be read but not written. Give the user that runs wirebook the right to write the folder and its files; of PostgreSQL, name the server that is not a read-only copy`,
  classroomDamaged: (where: string, why: string) =>
    `the database of the class in ${where} is damaged (${why}). Keep the file, and restore the latest backup into another folder with "wirebook classroom restore"`,
  classroomNoDatabase: (file: string) =>
    `${file} is there, but is no SQLite database. Name another folder with --classroom, or move that file away`,
  classroomBusy: (where: string) =>
    `another program holds the database in ${where} and does not let go of it. End whatever has it open, and start again`,
  classroomPassword: (where: string) =>
    `the database ${where} refuses the password. Check it in postgres://user:password@…; characters such as @ / : # % are written as %40 %2F %3A %23 %25`,
  classroomScraper: (text: string) => `--scraper "${text}" is neither an address nor a network such as 10.0.0.0/8`,
  backupExists: (file: string) => `${file} is there already, and is not overwritten; name another file`,
  backupUnwritable: (file: string, why: string) =>
    `the backup ${file} cannot be written: ${why}. No unfinished file was left; free some room or name another place`,
  backupUnreadable: (file: string, why: string) => `${file} cannot be read: ${why}`,
  backupForeign: (file: string) =>
    `${file} is no backup of a class. "wirebook classroom backup" makes one: a SQLite file, or JSON lines packed with gzip`,
  backupTable: (table: string) => `the backup has a table "${table}" that no step of it makes; nothing was restored`,
  backupCut: (file: string) =>
    `${file} ends too early or is damaged; nothing was restored. Take an earlier backup, or copy this one again`,
  backupCounts: (table: string, told: number, found: number) =>
    `the backup says that "${table}" has ${told} rows and holds ${found}; nothing was restored. Take an earlier backup`,
  backupNewer: (step: string) =>
    `the backup was made by a newer wirebook (it has the step ${step}): update wirebook, then restore it`,
  restoreNotEmpty: (where: string) =>
    `${where} is in use already, and nothing is overwritten. Restore into a folder without a class, or into an empty database made for it`,
  restoreFailed: (why: string) => `the backup could not be restored: ${why}. Nothing of it was kept`,
  classroomWaits: (where: string, seconds: number) =>
    `the database ${where} does not answer yet; waiting for it, ${seconds} s more`,
  classroomTier: (tier: string, missing: readonly string[]) =>
    [
      "a class needs the full tier, in which one learner's program can reach nothing of another's; " +
        `this machine gives the ${tier} tier. What is missing:`,
      ...missing,
      DOCTOR,
    ].join('\n'),
  classroomLack: (name: string, detail: string, fix: string) =>
    `  ${name}: ${[detail, fix].filter(Boolean).join('. ')}`,
  classroomOrigin: (text: string) =>
    `--origin "${text}" is no origin; it is what a browser's address bar shows up to the third slash, e.g. https://course.example.org`,
  classroomPlain: (text: string) =>
    `--origin ${text}: over plain http passphrases could be read on their way. Put Caddy or nginx with a certificate in front, and name its https address`,
  classroomNeedsOrigin: (host: string) =>
    `--host ${host} with --classroom wants --origin too, the https address under which browsers reach the class, e.g. --origin https://course.example.org`,
  classroomProxy: (text: string) => `--proxy "${text}" is neither an address nor a network such as 10.0.0.0/8`,
  classroomSchool: (text: string) =>
    `--oidc-issuer "${text}" is no issuer: an https address such as https://login.school.example (plain http only on this machine)`,
  classroomStart: (url: string) =>
    `nobody teaches here yet. Open this link once, within 24 hours, to become the first instructor:\n  ${url}`,

  // Building.
  otherBuilds: () => 'another process builds the site …',
  building: () => 'building the site …',
  built: (seconds: string) => `built in ${seconds} s`,
  unwritable: (folder: string) =>
    `the site has to be built, and this user may not write to ${folder}. Run "npx wirebook build" once as its owner, or use a copy of your own`,
  noSiteSources: () =>
    'this is the released package, which holds the built course and not the sources of its pages. Clone the repository, run "npm install" there, and use its bin/wirebook',
  buildFailed: (said: string) => `the site could not be built:\n${said}`,

  // Keeping texts and attempts.
  noStore: (folder: string, why: string) =>
    `cannot keep your work in ${folder}: ${why}. Name another folder with --data`,
  newerStore: (version: number | string) =>
    `this data was written by a newer wirebook (format ${version}): update wirebook`,
  notStored: (why: string) => `could not be saved on disk: ${why}`,
  storeFull: () => 'could not be saved: the disk is full. Make room on it; what was saved before is still there',
  workTooLarge: (mib: number) =>
    `not taken in: one file may have ${mib} MiB here. Nothing was changed; your file is as it was`,
  workTooSlow: (seconds: number) =>
    `not taken in: the file did not arrive within ${seconds} s. Nothing was changed; try again with a better connection`,
  workBusy: () => 'not taken in yet: others are being taken in just now. Nothing was changed; try again in a moment',
  storePersonFull: (mib: number) =>
    `not saved here: your work has reached the ${mib} MiB that this class keeps for each person. It stays in this browser; download it on the page “Progress”, and ask your teacher for room`,
  storeReadOnly: (why: string) => `could not be saved: the data may only be read (${why}). Make them writable again`,
  notRead: (why: string) =>
    `what you saved cannot be read from disk: ${why}. Keep a copy of the data folder, and name another with --data`,
  oldStoreCopied: (copy: string) => `your work moves to a newer format; a copy as it was is kept at ${copy}`,

  // A run as it was asked for.
  noProgram: (lab: string, name: string, names: readonly string[]) =>
    `${lab} has no program "${name}"; it has ${listed(names)}`,
  noFile: (lab: string, name: string, names: readonly string[]) =>
    `${lab} has no file "${name}"; it has ${listed(names)}`,
  noHost: (option: string, name: string, names: readonly string[]) =>
    `${option} wants the host "${name}"; there are ${listed(names)}`,
  noPlace: (program: string) => `the program "${program}" has no host to run on; lab.json must name one`,
  noWire: (lab: string) => `${lab} has one host and no wire, so there is nothing to delay or drop`,

  // What the machine refuses.
  notLinux: (platform: string) => `network namespaces exist on Linux; this is ${platform}`,
  noUtilLinux: (said: string) => `util-linux is not installed (${said}). Install it.`,
  noNamespaces: (said: string) => `this machine refuses namespaces (${said}). ${DOCTOR}`,
  noHelper: (said: string) => `the sandbox's helper did not start (${said || 'it said nothing'}). ${DOCTOR}`,
  noStage: (folders: readonly string[]) => `none of ${listed(folders)} can serve as a mount point`,
  closedToNobody: (path: string, repository: string) =>
    `wirebook runs as root and drops to an unprivileged user for everything below the web server, but that user cannot read ${path}. Run "chmod -R go+rX ${repository}", or run wirebook as an ordinary user.`,
  closedToPerson: (said: string, repository: string) =>
    `wirebook runs as root and has learners' programs run as an ordinary user, who cannot start (${said}). Run "chmod -R go+rX ${repository}", put it in a folder that all may enter, or run wirebook as an ordinary user.`,
  notContained: (reasons: string) => `no program could be contained (${reasons}). ${DOCTOR}`,
  noFilter: (architecture: string) => `there is no system call filter for ${architecture}`,
  notTraced: (program: string, why: string) => `the system calls of "${program}" cannot be followed: ${why}`,
  noTraceHere: () => `system calls are followed only where labs have namespaces. ${DOCTOR}`,
  noWireHere: () => `this machine gives labs no network of their own, so there is no wire to disturb. ${DOCTOR}`,

  // What went wrong below.
  helperNoMemory: () =>
    "the sandbox's helper ended, most likely because memory ran out. Close what you do not need or allow more (512 MiB where a container has a limit, 4 GiB where ulimit -v sets one), and run the lab again.",
  helperEnded: (how: Ending, said: string) =>
    `the sandbox's helper ended (${ending(how)}${said === '' ? '' : `: ${said}`}). Run the lab again.`,
  programLate: (ms: number) => `a program did not start within ${ms} ms`,
  programNotStarted: (how: Ending, said: string) =>
    `a contained program did not start: ${said || `it ended with ${ending(how)}`}`,
  classNeedsFull: () => 'a class network needs the full tier',
  sandboxClosed: () => 'the sandbox was closed',
  networkClosed: () => 'the network was closed',
  graderClosed: () => 'the grader was closed before there was a verdict',
  graderEnded: (how: Ending, said: string) => `the grader process ended (${ending(how)}) ${said}`.trim(),

  // Why a tier is lower than it could be. They are told one after another.
  seesFiles: (refused: string) =>
    `Programs see this machine's files, because building their own view of them was refused${refused === '' ? '' : ` (${refused})`}; run "npx wirebook doctor" for what would help.`,
  noNetwork: (code: string) => `Labs have no network of their own, because ${code}:`,
  plainProgramsHere: () =>
    'Programs run as plain processes of this machine: run only your own code. Packets are seen by root only.',
  reducedAsked: () => 'The reduced tier was asked for.',
  /** What another program, or the system, said: in no language of ours. */
  raw: (text: string) => text,
  /** In front of what it is about. */
  coded: (code: string) => `${code}:`,
  /** Between two sentences that are told one after another. */
  gap: () => ' ',

  // A recording that is not what it should be.
  otherLab: (lab: string) => `it is a recording of ${lab}`,
  otherPrograms: () => 'it was made of other programs than those of today',
  notRecorded: (options: string) => `nobody recorded it with ${options || 'the dial as shipped'}`,
  otherWay: (options: string, runs: number) =>
    `with ${options || 'the dial as shipped'}, ${runs} runs went another way`,
}

export type SidecarWords = typeof en

/** What doctor says beside the features of src/sidecar/sandbox/features, in English. `zh-cn.ts` has the same ids. */
import { BATCH_WALL_SECONDS, type Limits, MAX_WALL_SECONDS } from '../../../sidecar/limits.ts'

const LIMITS: Record<keyof Limits, (value: number) => string> = {
  processes: (value) => `${value} processes and threads`,
  descriptors: (value) => `${value} open files and sockets`,
  heapMiB: (value) => `${value} MiB of JavaScript heap`,
  memoryMiB: (value) => `${value} MiB of memory`,
  dataMiB: (value) => `${value} MiB of data segment, most of which Node reserves and never uses`,
  fileMiB: (value) => `${value} MiB a file, and in /tmp`,
  outputBytes: (value) => `${value} bytes of output; the rest is cut and the program stopped`,
  cpuSeconds: (value) => `${value} s of CPU time`,
  wallSeconds: (value) =>
    value > 0
      ? `${value} s by the clock`
      : `no limit by the clock while a page is open; run, record and grade have ${BATCH_WALL_SECONDS} s, a lab may ask for up to ${MAX_WALL_SECONDS} s`,
  packets: (value) => `${value} packets kept of a run; later ones are counted`,
}

export const en = {
  // The frame.
  forLabs: () => 'For labs',
  extras: () => 'Extras',
  limits: () => "Limits of a learner's program (a lab or exercise may set others)",
  limit: (name: keyof Limits, value: number) => LIMITS[name](value),
  ok: () => 'ok',
  no: () => 'no',
  cannotRun: () => 'labs cannot run here',
  verdict: (tier: string, machine: readonly string[]) => `${tier} (${machine.join(', ')})`,
  improve: () => 'What would improve it:',

  // What an attempt ends with that says nothing itself.
  timeout: (seconds: number) => `it did not end within ${seconds} s`,
  endedWith: (code: number | null) => `it ended with ${code}`,
  notInstalled: () => 'not installed',

  // What the machine has.
  utilLinux: () => 'util-linux tools',
  utilLinuxGood: (tools: readonly string[], version: string) => `${tools.join(', ')} ${version}`,
  utilLinuxMissing: (tools: readonly string[]) => `missing: ${tools.join(', ')}`,
  utilLinuxFix: () => 'Install util-linux (Debian and Ubuntu: apt-get install util-linux mount).',
  appArmor: () => 'AppArmor',
  appArmorGood: () => 'does not restrict what a user namespace may do',
  freshProc: () => 'a /proc of its own',
  freshProcGood: () => 'mounted one; no container policy hides parts of it',

  // A lab that is really run.
  trial: () => 'a lab, from end to end',
  trialRan: (packets: number, calls: boolean) =>
    `ran; ${packets} packet${packets === 1 ? '' : 's'} seen, ${calls ? 'its' : 'no'} socket calls told`,
  printedNothing: () => 'it printed nothing',
  seeAbove: () => 'See what else is missing here.',
  systemCalls: () => 'system calls of a program',
  callsTold: (count: number) => `${count} told`,
  noneTold: () => 'none was told',
  systemCallsFix: () =>
    'A policy refuses ptrace; in Docker: --cap-add SYS_PTRACE. Only run --trace and the lessons on I/O models need it.',

  // Programs that labs do not need.
  straceGood: () => 'for your own use in wirebook shell; labs have a tracer of their own',
  straceInstall: () => 'Not needed: labs have a tracer of their own. To use it yourself: apt-get install strace.',
  straceRefused: () => 'A policy refuses ptrace. In Docker: --cap-add SYS_PTRACE.',
  tsharkGood: () => 'reads captures: wirebook compares its own reading with it',
  tsharkFix: () => 'Install tshark (Debian and Ubuntu: apt-get install tshark). Only our own tests use it.',
  chromiumGood: (program: string) => `${program} shows a page`,
  chromiumFix: () => 'Not needed: any browser shows the course, and our tests bring a Chromium of their own by npm.',
  pythonGood: (version: string) => `${version}: labs talk to its programs by run --with`,
  pythonFix: () => 'Install python3 for the labs in which another language takes part.',
}

export type DoctorWords = typeof en

/**
 * What a learner is told about a grading, in English: every sentence that is not an exercise's own. One id, one sentence;
 * `zh-cn.ts` has the same ids. docs/grading.md shows them all with sample values, and a test holds that page to this file.
 */
import { EXERCISE_MODULES } from './modules.ts'

const many = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`

export const en = {
  // What a test found.
  threw: (name: string, message: string) => `Your code threw ${name}: ${message}`,
  gaveInstead: (value: string) => `Your code should have thrown an error here; it gave ${value}`,
  threwInstead: (value: string) => `Your code should have given a value here; it threw ${value}`,
  noAssertion: () => 'The test ended before it checked anything.',
  expected: () => 'expected',
  got: () => 'got',
  notBytes: (length: number, value: string) => `expected ${many(length, 'byte')} (a Uint8Array), got ${value}`,
  bytesDiffer: (at: number, expected: number, got: number) =>
    `first difference at byte ${at} (0x${at.toString(16)}); expected ${many(expected, 'byte')}, got ${got}`,
  bytesSame: () => 'expected other bytes than these',
  inField: (byte: number, field: string, offset: number) => `Byte ${byte} is byte ${offset} of the field “${field}”.`,
  fieldValue: (field: string, expected: string, got: string) => `${field}: expected ${expected}, got ${got}`,
  noThrow: (text: string, value: string) =>
    `expected your code to throw an error with the message "${text}"; got ${value}`,
  otherThrow: (text: string, name: string, message: string) =>
    `expected an error with the message "${text}"; your code threw ${name}: "${message}"`,

  // How a program ended or failed to answer.
  late: (what: string, ms: number) =>
    `No answer from ${what} within ${ms} ms. Your program was still running and was stopped: a loop that never ends, or a promise that nothing resolves?`,
  malformed: (why: string) =>
    `Your program wrote something on the grader's own channel that is no answer (${why}). It was stopped. Descriptor 3 belongs to the grader; leave it alone.`,
  notIdle: (ms: number) =>
    `Your program was still running ${ms} ms after it should have had nothing left to do: a server, connection or timer of it is still open.`,
  missing: (name: string, has: string) =>
    `Your program has no function or class "${name}" to call. It has: ${has}. Is it exported, and spelt like this?`,
  nothing: () => 'nothing',
  floods: () =>
    'Your program printed too much and was stopped. Is there a console.log in a loop? Take it out, or print only what changed.',
  channelFull: () => "Your program sent too much on the grader's channel and was stopped. Return less from each call.",
  memory: () => 'Your program used too much memory and was stopped. Does something grow with every call?',
  wall: () => 'The time for this grading is over; your program was stopped.',
  wallBefore: () => 'The time for this grading was over before this test began.',
  lost: () =>
    'Not run: your program no longer answers. Mend the test above that took too long first; this one may be fine.',
  testLate: (ms: number, waited: string) =>
    `The test took longer than ${ms} ms${waited === '' ? '' : `; it was waiting for ${waited}`}.`,
  exited: (code: number, during: string) =>
    `Your program ended with exit code ${code}${during === '' ? '' : ` while the test waited for ${during}`}.`,
  killed: (signal: string, during: string) =>
    `Your program was ended by ${signal}${during === '' ? '' : ` while the test waited for ${during}`}.`,

  // A submission that was not run.
  loading: () => 'your file to load',
  loadFailed: (what: string) => `Your file could not be loaded. ${what}`,
  loadHangs: (ms: number) =>
    `Your file was not done loading within ${ms} ms: an await or a loop at its top level never ends. Move what has to wait into a function that is called.`,
  loadExits: (code: number) =>
    `Your file ended the program (exit code ${code}) while it was being loaded. Take process.exit() and what may crash out of its top level.`,
  noPackage: (name: string) =>
    `Your file imports the package "${name}", which is not here. There are Node's own modules (node:net, node:dgram, node:crypto …) and ${EXERCISE_MODULES.join(', ')}.`,
  noFile: (name: string, has: string) =>
    `Your file imports "${name}", and the submission has no such file. It has: ${has}. An import names the whole file, with ./ and .ts.`,
  noExport: (name: string, from: string) =>
    `Your file imports "${name}" from "${from}", which exports nothing of that name. Is it spelt like this, and has it export before it there?`,
  syntax: (said: string) =>
    `Syntax error: ${said.replace(/[.。]$/, '')}. Mend this place, or what stands just before it.`,
  unparsed: () =>
    'The submission could not be read: the TypeScript parser failed on it. Is it TypeScript, and all of it?',
  noEntry: (file: string, has: string) =>
    `The submission has no file "${file}"${has === '' ? '' : ` (it has: ${has})`}. Give your file that name.`,
  oddName: () => 'File names are lower case letters, digits, dots and hyphens, and end in .ts. Rename the file.',
  tooLarge: (bytes: number, most: number) =>
    `The submission has ${bytes} bytes; at most ${most} are graded. Hand in only your program's text.`,
  tooMany: (most: number) =>
    `More than ${most} bytes came; that is more than is graded. Hand in only your program's text.`,
  binary: () => "This is no text: it holds zero bytes. Hand in your program's TypeScript, not what was built from it.",
  notUtf8: (offset: number) => `This is not UTF-8 text: byte ${offset} begins no character. Save the file as UTF-8.`,
  denied: (code: string) => `This user may not read it (${code}); chmod u+r gives the right back.`,
  isFolder: () => 'This is a folder, not a file. Put the program itself there.',
  notRegular: (kind: string) => `This is a ${kind}, not a file. Put the program itself there.`,
  leadsOut: (target: string) =>
    `This is a symbolic link out of the folder, to ${target}. Put a copy of the file in its place.`,
  unreadable: (detail: string) => `It cannot be read: ${detail}.`,

  // Around the tests.
  pass: () => 'Passed',
  fail: () => 'Not yet',
  error: () => 'The grader failed; this is not your fault',
  points: () => 'points',
  score: (verdict: string, points: number, most: number) => `${verdict}: ${points}/${most} points`,
  hidden: () => 'hidden test',
  hiddenLate: () => 'Your program did not answer in time.',
  hiddenGone: () => 'Your program ended, or was stopped, during this test.',
  notRun: () => 'not run',
  after: (said: string, text: string) => `${said}: ${text}`,
  comma: () => ', ',
  aside: (text: string) => ` (${text})`,
  hint: (text: string) => `hint: ${text}`,
  printed: () => 'Your program printed:',
  replay: (command: string) => `replay: ${command}`,
  faultStep: () => 'Nothing was counted against you. Try again; if it stays so, tell whoever runs this grader.',
  outputCut: () => 'Output was truncated. Please limit to 500 chars.',
}

export type Words = typeof en

/** In which order a lab's programs are started by hand. Pure. */
import type { LabProgram } from '../schema.ts'

/** Each behind all that it waits for, otherwise as in lab.json. */
export function inOrder(programs: readonly LabProgram[]): LabProgram[] {
  const placed: LabProgram[] = []
  const place = (program: LabProgram) => {
    if (placed.includes(program)) return
    for (const name of program.after) {
      const other = programs.find((one) => one.name === name)
      if (other) place(other) // there is no circle: parseLab has seen to it
    }
    placed.push(program)
  }
  for (const program of programs) place(program)
  return placed
}

/** `node client.ts order=be 'two words'`, as a shell reads it. */
export function commandOf(file: string, args: readonly string[]): string {
  return ['node', file, ...args.map(quoted)].join(' ')
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

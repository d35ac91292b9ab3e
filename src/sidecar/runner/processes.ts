/** A program of the sandbox and one of the machine, both as the processes of participants. */
import type { Program } from '../sandbox/types.ts'
import type { Process } from './participant.ts'
import type { ExternalProgram } from './types.ts'

export function contained(program: Program): Process {
  return {
    exited: program.exited,
    write: (text) => program.write(text),
    endInput: () => program.endInput(),
    stop: (reason) => program.stop(reason),
  }
}

/** It has the input of whoever started it, and does not know why it is ended: that is added here. */
export function external(program: ExternalProgram): Process {
  let stopped = false
  return {
    exited: program.exited.then((exit) => (stopped ? { ...exit, reason: 'stopped' } : exit)),
    write: () => {},
    endInput: () => {},
    stop: async () => {
      stopped = true
      program.kill()
      await program.exited
    },
  }
}

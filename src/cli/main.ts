/** The wirebook command. One file per subcommand; this one only knows their options. */
import { Command, CommanderError, Help, InvalidArgumentError, Option } from 'commander'
import { EXIT, report } from './exit.ts'

// Whoever reads our output may have seen enough of it: `wirebook run … | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(EXIT.ok)
})

const program = new Command('wirebook')
  .description('An interactive course in network programming in which every packet is real')
  .version('0.1.0')
  .exitOverride()
  .configureHelp({
    // Defaults that say nothing are left out.
    optionDescription(option) {
      const { defaultValue, description } = option
      const empty = defaultValue === false || (Array.isArray(defaultValue) && defaultValue.length === 0)
      return empty ? description : Help.prototype.optionDescription.call(this, option)
    },
  })
  .configureOutput({
    // As all errors: CODE: what happened and what to do next.
    outputError: (text, write) =>
      write(`USAGE: ${text.replace(/^error: /, '').trimEnd()}. See "npx wirebook --help".\n`),
  })

const port = (text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('a port is a number from 0 to 65535')
  return value
}
const seed = (text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff)
    throw new InvalidArgumentError('a seed is a whole number from 0 to 4294967295')
  return value
}
const jobs = (text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 32) throw new InvalidArgumentError('from 1 to 32 at once')
  return value
}
/** Those of grader/formats, which is loaded only when something is graded. */
const FORMAT_CHOICES = ['pretty', 'json', 'junit', 'gradescope', 'exercism', 'github']
const seeds = (text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 100) throw new InvalidArgumentError('from 1 to 100 seeds')
  return value
}
const collect = (text: string, earlier: string[]): string[] => [...earlier, text]

program
  .command('serve')
  .description('serve the course on this machine')
  .addOption(new Option('--port <n>', 'port to listen on').argParser(port).env('PORT').default(4321))
  .option('--host <address>', 'address to listen on; other than loopback is refused', '127.0.0.1')
  .option('--data <dir>', 'where your code and attempts are kept (default: $XDG_DATA_HOME/wirebook)')
  .action(async (options) => (await import('./serve.ts')).serveCommand(options))

program
  .command('build')
  .description('build the site if its sources have changed')
  .action(async () => (await import('./build.ts')).buildCommand())

program
  .command('run <lab>')
  .description('run a lab without a browser: what each program printed, and the packets')
  .option('--code <program=file>', 'put your own file in the place of a program', collect, [])
  .option('--only <program>', 'start just this program; repeatable', collect, [])
  .option('--arg <program=value>', 'pass an argument to a program', collect, [])
  .option('--with <command>', 'run a program of this machine inside the network of the lab')
  .option('--with-host <name>', 'the host on which --with runs')
  .addOption(new Option('--seed <n>', 'seed of the faults').argParser(seed))
  .option('--fault <spec>', 'disturb the wire, e.g. loss=20%,delay=50 (docs/faults.md)', collect, [])
  .option(
    '--trace <program>',
    'show the system calls of a program; PROGRAM=io for files and pipes as well',
    collect,
    [],
  )
  .option('--pcap <file>', 'write the captured packets to this file')
  .option('--json', 'print one JSON document (docs/cli.md)', false)
  .action(async (lab, options) => (await import('./run.ts')).runCommand(lab, options))

program
  .command('shell <lab>')
  .description('open a terminal of this machine inside the network of a lab, while its servers run')
  .option('--host <name>', 'the host on which the terminal is (default: one without a server)')
  .option('--bare', 'start none of the servers', false)
  .option('--arg <program=value>', 'pass an argument to a server', collect, [])
  .option('--command <text>', 'run this instead of $SHELL')
  .option('--quiet', 'do not show what the servers print', false)
  .action(async (lab, options) => (await import('./shell.ts')).shellCommand(lab, options))

program
  .command('record [labs...]')
  .description('run labs and keep what they showed, for pages without a server')
  .option('--verify', 'compare what they show now with what was kept', false)
  .addOption(new Option('--jobs <n>', 'labs at the same time').argParser(jobs).default(3))
  .option('--json', 'print one JSON document (docs/cli.md)', false)
  .action(async (labs, options) => (await import('./record.ts')).recordCommand(labs, options))

program
  .command('grade <exercise> <path>')
  .description('grade a submission: a file, a folder with the files of the exercise, or - for standard input')
  .addOption(new Option('--format <name>', 'how the verdict is written').choices(FORMAT_CHOICES).default('pretty'))
  .option('--out <file>', 'write the verdict to this file')
  .addOption(new Option('--seed <n>', 'replay a grading').argParser(seed))
  .addOption(new Option('--locale <name>', 'language of titles and messages').choices(['en', 'zh-cn']).default('en'))
  .action(async (exercise, path, options) => (await import('./grade.ts')).gradeCommand(exercise, path, options))

program
  .command('check')
  .description(
    'prove the course: starters fail, solutions pass, mutants fail, labs show what they promise, lessons fit',
  )
  .option('--only <id>', 'only this lab, exercise or lesson; repeatable', collect, [])
  .addOption(new Option('--locale <name>', 'only the lessons of this language').choices(['en', 'zh-cn']))
  .addOption(new Option('--seeds <n>', 'seeds under which what is right is graded').argParser(seeds).default(3))
  .option('--thorough', 'mutants too meet every seed', false)
  .addOption(new Option('--jobs <n>', 'gradings, and labs, at the same time').argParser(jobs).default(4))
  .option('--no-cache', 'prove anew what held before and has not changed')
  .option('--watch', 'of one exercise: show the verdicts of its submissions after each save', false)
  .option('--course <folder>', 'a folder with labs and content (default: the course of this repository)')
  .option('--json', 'print one JSON document (docs/cli.md)', false)
  .action(async (options) => (await import('./check.ts')).checkCommand(options))

const make = program.command('new').description('write a new lesson, lab or exercise, to be filled in')
const COURSE = ['--course <folder>', 'where to write it (default: the course of this repository)'] as const
make
  .command('lesson <id>')
  .description('a lesson that the table of contents lists, in both languages')
  .option(...COURSE)
  .action(async (id, options) => (await import('./new.ts')).newLessonCommand(id, options))
make
  .command('lab <id>')
  .description('a server and a client')
  .addOption(new Option('--topology <name>', 'their network').choices(['solo', 'pair', 'routed']).default('solo'))
  .option(...COURSE)
  .action(async (id, options) => (await import('./new.ts')).newLabCommand(id, options))
make
  .command('exercise <id>')
  .description('an exercise with its spec, solution, alternative and mutants')
  .addOption(
    new Option('--kind <name>', 'what the learner writes')
      .choices(['function', 'server', 'client'])
      .makeOptionMandatory(),
  )
  .option('--capture', 'its spec looks at the packets too', false)
  .option(...COURSE)
  .action(async (id, options) => (await import('./new.ts')).newExerciseCommand(id, options))

program
  .command('export')
  .description('write the course as plain files, for any static host; labs play their recordings')
  .requiredOption('--static <dir>', 'folder to write: empty, or of an earlier export')
  .option('--base <path>', 'path under which the host will serve it', '/')
  .action(async (options) => (await import('./export.ts')).exportCommand(options))

program
  .command('doctor')
  .description('try each feature of this machine that labs need, and say what would improve it')
  .option('--json', 'print one JSON document (docs/cli.md)', false)
  .action(async (options) => (await import('./doctor.ts')).doctorCommand(options))

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT.usage
  else process.exitCode = report(error)
}

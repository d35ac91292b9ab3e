/** The subcommands with their options; what each does stands in a file of its own, which is loaded when it is asked for. */
import { stripVTControlCharacters } from 'node:util'
import { Command, Help, InvalidArgumentError, Option } from 'commander'
import type { Locale } from '../course/schema.ts'
import { addClassroom } from './classroom/register.ts'
import { columns, wrapped } from './columns.ts'
import { wrongUsage } from './usage.ts'
import type { HelpWords, Voice } from './words/index.ts'
import { localeNamed } from './words/locale.ts'

/** Those of grader/formats, which is loaded only when something is graded. */
const FORMATS = ['pretty', 'json', 'junit', 'gradescope', 'exercism', 'github']
const JOBS = { least: 1, most: 32 }
const SLOTS = { most: 64 }
const LOG_FORMATS = ['json', 'pretty']
const DRAIN = { most: 600 }
const SEEDS = { least: 1, most: 100 }

/** `speak` gives what a command says things with; it is asked when one is carried out. */
export function commandLine(locale: Locale, words: HelpWords, speak: () => Promise<Voice>): Command {
  const whole = (least: number, most: number, wrong: () => string) => (text: string) => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < least || value > most) throw new InvalidArgumentError(wrong())
    return value
  }
  const port = whole(0, 65_535, words.notPort)
  const seed = whole(0, 0xffff_ffff, words.notSeed)
  const jobs = whole(JOBS.least, JOBS.most, () => words.notJobs(JOBS.least, JOBS.most))
  const slots = whole(0, SLOTS.most, () => words.notSlots(0, SLOTS.most))
  const ownSlots = whole(1, SLOTS.most, () => words.notSlots(1, SLOTS.most))
  const drain = whole(0, DRAIN.most, () => words.notDrain(DRAIN.most))
  const seeds = whole(SEEDS.least, SEEDS.most, () => words.notSeeds(SEEDS.least, SEEDS.most))
  const collect = (text: string, earlier: string[]): string[] => [...earlier, text]
  const named = (text: string): Locale => {
    const found = localeNamed(text)
    if (found === null) throw new InvalidArgumentError(words.notLocale())
    return found
  }
  const language = (meaning: string) => new Option('--locale <name>', meaning).argParser(named)
  const add = (to: Command, usage: string, meaning: string): Command => to.command(usage).description(meaning)

  const program = framed(new Command('wirebook'), locale, words)
    .description(words.wirebook())
    .addOption(language(words.locale()))

  add(program, 'serve', words.serve())
    .addOption(new Option('--port <n>', words.servePort()).argParser(port).env('PORT').default(4321))
    .option('--host <address>', words.serveHost(), '127.0.0.1')
    .option('--data <dir>', words.serveData())
    .option('--classroom <dir|postgres://…>', words.serveClassroom())
    .option('--origin <url>', words.serveOrigin())
    .option('--proxy <address>', words.serveProxy(), collect, [])
    .option('--oidc-issuer <url>', words.serveOidcIssuer())
    .option('--oidc-client <id>', words.serveOidcClient())
    .option('--oidc-source-claim <name>', words.serveOidcSourceClaim())
    .addOption(new Option('--slots <n>', words.serveSlots()).argParser(slots))
    .addOption(new Option('--log-format <name>', words.serveLogFormat()).choices(LOG_FORMATS))
    .option('--scraper <address>', words.serveScraper(), collect, [])
    .addOption(new Option('--drain <seconds>', words.serveDrain()).argParser(drain))
    .option('--backups <dir>', words.serveBackups())
    .addOption(language(words.locale()))
    .action(async (options) => (await import('./serve.ts')).serveCommand(options, await speak()))

  add(program, 'worker', words.worker())
    .requiredOption('--classroom <postgres://…>', words.workerClassroom())
    .addOption(new Option('--slots <n>', words.workerSlots()).argParser(ownSlots))
    .addOption(new Option('--log-format <name>', words.serveLogFormat()).choices(LOG_FORMATS))
    .addOption(language(words.locale()))
    .action(async (options) => (await import('./worker.ts')).workerCommand(options, await speak()))

  addClassroom(program, { words, language: () => language(words.locale()), speak })

  add(program, 'build', words.build())
    .addOption(language(words.locale()))
    .action(async () => (await import('./build.ts')).buildCommand(await speak()))

  add(program, 'run <lab>', words.run())
    .option('--code <program=file>', words.runCode(), collect, [])
    .option('--only <program>', words.runOnly(), collect, [])
    .option('--arg <program=value>', words.runArg(), collect, [])
    .option('--with <command>', words.runWith())
    .option('--with-host <name>', words.runWithHost())
    .addOption(new Option('--seed <n>', words.runSeed()).argParser(seed))
    .option('--fault <spec>', words.runFault(), collect, [])
    .option('--trace <program>', words.runTrace(), collect, [])
    .option('--pcap <file>', words.runPcap())
    .option('--json', words.json(), false)
    .addOption(language(words.locale()))
    .action(async (lab, options) => (await import('./run.ts')).runCommand(lab, options, await speak()))

  add(program, 'shell <lab>', words.shell())
    .option('--host <name>', words.shellHost())
    .option('--bare', words.shellBare(), false)
    .option('--arg <program=value>', words.shellArg(), collect, [])
    .option('--command <text>', words.shellCommand())
    .option('--quiet', words.shellQuiet(), false)
    .addOption(language(words.locale()))
    .action(async (lab, options) => (await import('./shell.ts')).shellCommand(lab, options, await speak()))

  add(program, 'record [labs...]', words.record())
    .option('--verify', words.recordVerify(), false)
    .addOption(new Option('--jobs <n>', words.recordJobs()).argParser(jobs).default(3))
    .option('--json', words.json(), false)
    .addOption(language(words.locale()))
    .action(async (labs, options) => (await import('./record.ts')).recordCommand(labs, options, await speak()))

  add(program, 'grade <exercise> <path>', words.grade())
    .addOption(new Option('--format <name>', words.gradeFormat()).choices(FORMATS).default('pretty'))
    .option('--out <file>', words.gradeOut())
    .addOption(new Option('--seed <n>', words.gradeSeed()).argParser(seed))
    .addOption(language(words.locale()))
    .action(async (exercise, path, options) =>
      (await import('./grade.ts')).gradeCommand(exercise, path, options, await speak()),
    )

  add(program, 'check', words.check())
    .option('--only <id>', words.checkOnly(), collect, [])
    .addOption(language(words.checkLocale()))
    .addOption(new Option('--seeds <n>', words.checkSeeds()).argParser(seeds).default(3))
    .option('--thorough', words.checkThorough(), false)
    .addOption(new Option('--jobs <n>', words.checkJobs()).argParser(jobs))
    .option('--no-cache', words.checkNoCache())
    .option('--watch', words.checkWatch(), false)
    .option('--course <folder>', words.checkCourse())
    .option('--json', words.json(), false)
    .action(async (options) => (await import('./check.ts')).checkCommand(options, await speak()))

  const make = add(program, 'new', words.make())
  add(make, 'lesson <id>', words.makeLesson())
    .option('--course <folder>', words.makeCourse())
    .addOption(language(words.locale()))
    .action(async (id, options) => (await import('./new.ts')).newLessonCommand(id, options, await speak()))
  add(make, 'lab <id>', words.makeLab())
    .addOption(
      new Option('--topology <name>', words.makeTopology()).choices(['solo', 'pair', 'routed']).default('solo'),
    )
    .option('--course <folder>', words.makeCourse())
    .addOption(language(words.locale()))
    .action(async (id, options) => (await import('./new.ts')).newLabCommand(id, options, await speak()))
  add(make, 'exercise <id>', words.makeExercise())
    .addOption(
      new Option('--kind <name>', words.makeKind()).choices(['function', 'server', 'client']).makeOptionMandatory(),
    )
    .option('--capture', words.makeCapture(), false)
    .option('--frame <file>', words.makeFrame())
    .option('--course <folder>', words.makeCourse())
    .addOption(language(words.locale()))
    .action(async (id, options) => (await import('./new.ts')).newExerciseCommand(id, options, await speak()))

  add(program, 'export [dir]', words.export())
    .option('--static <dir>', words.exportStatic())
    .option('--base <path>', words.exportBase(), '/')
    .option('--lab <id>', words.exportLab())
    .option('--code <program=file>', words.runCode(), collect, [])
    .option('--arg <program=value>', words.runArg(), collect, [])
    .addOption(language(words.locale()))
    .action(async (dir, options) => (await import('./export.ts')).exportCommand(dir, options, await speak()))

  add(program, 'doctor', words.doctor())
    .option('--json', words.json(), false)
    .addOption(language(words.locale()))
    .action(async (options) => (await import('./doctor.ts')).doctorCommand(options, await speak()))

  return program
}

/** How help and errors are told; what is set here, commands inherit. */
function framed(program: Command, locale: Locale, words: HelpWords): Command {
  const titles: Record<string, string> = {
    'Usage:': words.usage(),
    'Options:': words.options(),
    'Commands:': words.commands(),
  }
  const placed = (usage: string): string =>
    usage.replace('[options]', words.anyOptions()).replace('[command]', words.anyCommand())
  return program
    .version('0.1.0', '-V, --version', words.version())
    .helpOption('-h, --help', words.help())
    .helpCommand('help [command]', words.help())
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({
      formatHelp(command, helper) {
        // A full-width colon has its space in itself.
        return Help.prototype.formatHelp.call(this, command, helper).replaceAll('： ', '：')
      },
      styleTitle: (title) => titles[title] ?? title,
      commandUsage(command) {
        return placed(Help.prototype.commandUsage.call(this, command))
      },
      subcommandTerm(command) {
        return placed(Help.prototype.subcommandTerm.call(this, command))
      },
      optionDescription: (option) => described(option, words),
      displayWidth: (text) => columns(stripVTControlCharacters(text)),
      boxWrap(text, width) {
        if (locale === 'en') return Help.prototype.boxWrap.call(this, text, width)
        return width < this.minWidthToWrap! ? text : wrapped(text, width).join('\n')
      },
    })
    .configureOutput({
      // As all errors: CODE: what happened and what to do next.
      outputError: (text, write) => write(`${wrongUsage(text, words)}\n`),
    })
}

/** Choices, default and variable of the environment behind what an option means; a default that says nothing is left out. */
function described({ description, argChoices, defaultValue, envVar }: Option, words: HelpWords): string {
  const says = !(defaultValue === undefined || defaultValue === false || Array.isArray(defaultValue))
  // Of `--no-…` the default is what it switches off.
  const shown = says && defaultValue !== true
  const parts = [
    ...(argChoices ? [words.choices(argChoices)] : []),
    ...(shown ? [words.usually(JSON.stringify(defaultValue))] : []),
    ...(envVar ? [words.environment(envVar)] : []),
  ]
  return parts.length === 0 ? description : description + words.aside(parts)
}

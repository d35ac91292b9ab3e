/** `wirebook classroom …`: for whoever runs a class, beside the server, on the machine or at the database. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { HelpWords, Voice } from '../words/index.ts'

type Adding = {
  words: HelpWords
  language: () => Option
  speak: () => Promise<Voice>
}

const MOST_DAYS = 36_500

export function addClassroom(program: Command, { words, language, speak }: Adding): void {
  const classroom = program.command('classroom').description(words.classroom())
  const add = (usage: string, meaning: string) =>
    classroom
      .command(usage)
      .description(meaning)
      .addOption(
        new Option('--classroom <dir|postgres://…>', words.classroomWhere())
          .env('WIREBOOK_CLASSROOM')
          .makeOptionMandatory(),
      )
      .addOption(language())
  const days = (text: string): number | null => {
    if (text === 'off') return null
    const value = Number(text)
    if (!Number.isInteger(value) || value < 1 || value > MOST_DAYS)
      throw new InvalidArgumentError(words.notDays(MOST_DAYS))
    return value
  }

  add('backup <file>', words.classroomBackup()).action(async (file, options) =>
    (await import('./keeping.ts')).backupCommand(file, options, await speak()),
  )
  add('restore <file>', words.classroomRestore()).action(async (file, options) =>
    (await import('./keeping.ts')).restoreCommand(file, options, await speak()),
  )
  add('link [person]', words.classroomLink())
    .option('--origin <url>', words.serveOrigin())
    .action(async (person, options) => (await import('./link.ts')).linkCommand(person, options, await speak()))
  add('people', words.classroomPeople())
    .option('--json', words.json(), false)
    .action(async (options) => (await import('./lists.ts')).peopleCommand(options, await speak()))
  add('cohorts', words.classroomCohorts())
    .option('--json', words.json(), false)
    .action(async (options) => (await import('./lists.ts')).cohortsCommand(options, await speak()))
  add('export <person>', words.classroomExport())
    .option('--out <file>', words.classroomOut(), '/dev/stdout')
    .action(async (person, options) => (await import('./person.ts')).exportCommand(person, options, await speak()))
  add('delete <person>', words.classroomDelete())
    .option('--confirm <handle>', words.classroomConfirm())
    .action(async (person, options) => (await import('./person.ts')).deleteCommand(person, options, await speak()))
  add('retention [days]', words.classroomRetention())
    .action(async (text: number | null | undefined, options) =>
      (await import('./retention.ts')).retentionCommand(text, options, await speak()),
    )
    .registeredArguments[0]!.argParser(days)
}

/** The wirebook command, in the language of whoever started it. */
import { CommanderError } from 'commander'
import { EXIT } from './exit-codes.ts'
import { commandLine } from './program.ts'
import { helpOf, voiceOf } from './words/index.ts'
import { localeOf } from './words/locale.ts'

// Whoever reads our output may have seen enough of it: `wirebook run … | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(EXIT.ok)
})

const locale = localeOf(process.argv.slice(2), process.env)
const speak = () => voiceOf(locale)

try {
  await commandLine(locale, await helpOf(locale), speak).parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT.usage
  else process.exitCode = (await import('./exit.ts')).report(error, await speak())
}

/** What a learner is told when its program broke a rule of the channel or ended. */
import type { FromGrader } from '../slot/control.ts'
import { placeOf } from './place.ts'
import { told } from './say.ts'

type Exit = Extract<FromGrader, { type: 'exited' }>

/** Names of what a program has, shown at most. */
const NAMES = 12
const NAME_TEXT = 60

export function lateText(what: string, within: number): string {
  return told().late(what, Math.round(within))
}

export function notRunText(): string {
  return told().lost()
}

export function malformedText(why: string): string {
  return told().malformed(why)
}

export function notIdleText(within: number): string {
  return told().notIdle(Math.round(within))
}

/** Both names come from the learner's process: shown, so short and few. */
export function missingText(wanted: unknown, has: unknown): string {
  const names = Array.isArray(has) ? has.filter((name) => typeof name === 'string').slice(0, NAMES) : []
  const listed = names.length === 0 ? told().nothing() : names.map((name) => name.slice(0, NAME_TEXT)).join(', ')
  return told().missing(String(wanted).slice(0, NAME_TEXT), listed)
}

/** `pending`: what the spec was waiting for; `stderr`: the end of what the program printed there. */
export function endedText({ code, signal, stopped }: Exit, pending: string, stderr: string): string {
  if (stopped !== null) return stoppedText(stopped)
  const how = signal === null ? told().exited(code ?? 0, pending) : told().killed(signal, pending)
  const { summary } = placeOf(stderr)
  return summary === '' ? how : `${how}\n${summary}`
}

function stoppedText(stopped: NonNullable<Exit['stopped']>): string {
  switch (stopped) {
    case 'output':
      return told().floods()
    case 'channel':
      return told().channelFull()
    case 'wall':
      return told().wall()
    case 'memory':
      return told().memory()
    default:
      return stopped satisfies never
  }
}

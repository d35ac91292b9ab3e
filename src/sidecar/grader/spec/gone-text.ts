/** What a learner is told when its program broke a rule of the channel or ended. */
import type { FromGrader } from '../slot/control.ts'
import { placeOf } from './place.ts'
import { say } from './say.ts'

type Exit = Extract<FromGrader, { type: 'exited' }>

/** Names of what a program has, shown at most. */
const NAMES = 12
const NAME_TEXT = 60

export function lateText(what: string, within: number): string {
  return say(
    `No answer from ${what} within ${Math.round(within)} ms. Your program was still running and was stopped: a loop that never ends, or a promise that nothing resolves?`,
    `${what} 在 ${Math.round(within)} 毫秒内没有给出结果。你的程序仍在运行，已被终止：是死循环，还是没有人兑现的 Promise？`,
  )
}

export function notRunText(): string {
  return say(
    'Not run: your program no longer answers. Mend the test above that took too long first; this one may be fine.',
    '未运行：你的程序已不再作答。请先修好上面那项超时的测试，这一项也许并没有问题。',
  )
}

export function malformedText(why: string): string {
  return say(
    `Your program wrote something on the grader's own channel that is no answer (${why}). It was stopped.`,
    `你的程序在评分器自己的通道上写了不是回答的内容（${why}），已被终止。`,
  )
}

export function notIdleText(within: number): string {
  return say(
    `Your program was still running ${Math.round(within)} ms after it should have had nothing left to do: a server, connection or timer of it is still open.`,
    `你的程序在应当无事可做之后 ${Math.round(within)} 毫秒仍在运行：还有服务器、连接或定时器没有关闭。`,
  )
}

/** Both names come from the learner's process: shown, so short and few. */
export function missingText(wanted: unknown, has: unknown): string {
  const names = Array.isArray(has) ? has.filter((name) => typeof name === 'string').slice(0, NAMES) : []
  const listed = names.length === 0 ? say('nothing', '无') : names.map((name) => name.slice(0, NAME_TEXT)).join(', ')
  const name = String(wanted).slice(0, NAME_TEXT)
  return say(
    `Your program has no function or class "${name}" to call. It has: ${listed}. Is it exported, and spelt like this?`,
    `你的程序中没有可调用的函数或类“${name}”。现有：${listed}。是否已经 export，拼写是否一致？`,
  )
}

/** `pending`: what the spec was waiting for; `stderr`: the end of what the program printed there. */
export function endedText({ code, signal, stopped }: Exit, pending: string, stderr: string): string {
  switch (stopped) {
    case 'output':
      return say('Your program printed too much and was stopped.', '你的程序输出过多，已被终止。')
    case 'channel':
      return say(
        "Your program sent too much on the grader's channel and was stopped.",
        '你的程序在评分器通道上发送过多，已被终止。',
      )
    case 'wall':
      return say(
        'The time for this grading is over; your program was stopped.',
        '本次评分的时间已用完，你的程序已被终止。',
      )
    case 'memory':
      return say('Your program used too much memory and was stopped.', '你的程序占用内存过多，已被终止。')
    case null:
      break
    default:
      stopped satisfies never
  }
  const during = pending === '' ? '' : say(` while the test waited for ${pending}`, `（测试正在等待 ${pending}）`)
  const how =
    signal === null
      ? say(`Your program ended with exit code ${code}`, `你的程序以退出码 ${code} 结束`)
      : say(`Your program was ended by ${signal}`, `你的程序被 ${signal} 终止`)
  const { summary } = placeOf(stderr)
  return `${how}${during}.${summary === '' ? '' : `\n${summary}`}`
}

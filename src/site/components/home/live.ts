/**
 * Runs the course's first lab from the home page, and draws the packets of that very run in the place of the picture. Where
 * no lab answers, the lab's recording is drawn, and said to be one. Loaded when the button is pressed.
 */
import type { CapturedPacket, SocketCall } from '../../../protocol/lab.ts'
import { type Recording, replay } from '../../../protocol/recording.ts'
import { BridgeClient, type LabEvent, socketTo } from '../../bridge-client.ts'
import { fetchRecording } from '../../islands/bench/recorded/play.ts'
import { Trace } from '../../islands/bench/trace.ts'
import { isStatic } from '../../islands/shared/static.ts'
import { escapeHtml } from '../mdx/inline.ts'
import { arrowsOf } from './arrows.ts'
import { type Arrow, LIVE_LAB, LIVE_LESSON } from './stage.ts'
import { homeWords } from './words.ts'

const LIMITS = {
  /** Until the lab answers, ms. */
  openMs: 6_000,
  /** Until its client has ended. */
  runMs: 20_000,
  /** What the kernels still say to each other when the client has ended. */
  afterMs: 400,
}

type Run = { packets: CapturedPacket[]; calls: SocketCall[]; kernel: string; date: string | null; code: string | null }

/** `stage` is the figure with the ladder; its button stays disabled until there is something to see. */
export async function runLive(stage: HTMLElement): Promise<void> {
  const locale = document.documentElement.lang === 'zh-CN' ? 'zh-cn' : 'en'
  const words = homeWords[locale]
  const button = stage.querySelector<HTMLButtonElement>('[data-live]')!
  const say = (text: string) => {
    stage.querySelector<HTMLElement>('[data-said]')!.textContent = text
  }
  button.setAttribute('aria-disabled', 'true')
  say(words.starting)
  try {
    const run = (isStatic() ? null : await runHere(locale, () => say(words.running))) ?? (await recorded())
    const arrows = run ? arrowsOf(rowsOf(run.packets), latest(run.calls)) : []
    if (!run || arrows.length === 0) return say(words.failed)
    show(stage, arrows, run.code)
    say(run.date === null ? words.live(arrows.length, run.kernel) : words.recorded(arrows.length, run.date, run.kernel))
    stage.querySelector<HTMLElement>('[data-took]')!.textContent = `${arrows.at(-1)!.ms} ms`
    stage.querySelector('.ladder')!.setAttribute('aria-label', words.ladder)
    button.textContent = words.again
  } catch {
    say(words.failed)
  } finally {
    button.removeAttribute('aria-disabled')
  }
}

/** null when no lab answers. */
function runHere(locale: 'en' | 'zh-cn', started: () => void): Promise<Run | null> {
  const client = new BridgeClient({ lesson: LIVE_LESSON, locale, openSocket: () => socketTo('/ws/lab') })
  const packets: CapturedPacket[] = []
  const calls: SocketCall[] = []
  return new Promise((done) => {
    let timer = setTimeout(() => end(null), LIMITS.openMs)
    let asked = false
    const end = (run: Run | null) => {
      clearTimeout(timer)
      client.send({ type: 'stop', lab: LIVE_LAB })
      client.close()
      done(run)
    }
    const finish = () => {
      const { value } = client.connection
      const code = client.stored({ kind: 'lab', id: LIVE_LAB, file: 'client.ts' })?.text ?? null
      end(
        packets.length === 0
          ? null
          : { packets, calls, kernel: value.state === 'ready' ? value.kernel : '', date: null, code },
      )
    }
    // What an earlier run left behind is told first; it is cleared away, and what follows belongs to this run.
    let phase: 'before' | 'cleared' | 'running' = 'before'
    client.onLab(LIVE_LAB, (event: LabEvent) => {
      if (event.type === 'cleared' && phase === 'before') {
        phase = 'cleared'
        client.send({ type: 'run', lab: LIVE_LAB })
      } else if (event.type === 'runStarted' && phase === 'cleared') phase = 'running'
      if (phase !== 'running') return
      if (event.type === 'packets') packets.push(...event.packets)
      else if (event.type === 'calls') calls.push(...event.calls)
      else if (event.type === 'runEnded') finish()
      else if (event.type === 'program' && event.program === 'client' && event.state.state === 'exited') {
        clearTimeout(timer)
        timer = setTimeout(finish, LIMITS.afterMs)
      }
    })
    client.onOpened(() => {
      if (asked) return
      asked = true
      clearTimeout(timer)
      timer = setTimeout(finish, LIMITS.runMs)
      started()
      client.send({ type: 'clear', lab: LIVE_LAB })
    })
    client.start()
  })
}

async function recorded(): Promise<Run | null> {
  const recording: Recording | null = await fetchRecording(LIVE_LAB)
  const run = recording?.runs[0]
  if (!recording || !run) return null
  const events = replay(recording.lab, run, 1).map(({ event }) => event as LabEvent)
  return {
    packets: events.flatMap((event) => (event.type === 'packets' ? event.packets : [])),
    calls: events.flatMap((event) => (event.type === 'calls' ? event.calls : [])),
    kernel: recording.kernel,
    date: recording.date,
    code: null,
  }
}

export function rowsOf(packets: readonly CapturedPacket[]) {
  const trace = new Trace()
  trace.add(packets)
  return trace.rows
}

/** The later telling of a call replaces the earlier. */
function latest(calls: readonly SocketCall[]): SocketCall[] {
  return [...new Map(calls.map((call) => [`${call.program} ${call.id}`, call])).values()]
}

/** `code`: the reader's own text of the client; null: as the course has it. */
function show(stage: HTMLElement, arrows: readonly Arrow[], code: string | null): void {
  const [drawn, real] = [
    stage.querySelector<HTMLElement>('.src')!,
    stage.querySelector<HTMLElement>('[data-live-src]')!,
  ]
  drawn.hidden = true
  real.hidden = false
  if (code !== null) real.textContent = code.trimEnd()
  stage.querySelector('.ladder')!.innerHTML = arrows.map(row).join('')
}

/** The same row as Stage.astro's. */
function row({ ms, kind, way, flags, numbers, client, server, bytes }: Arrow, n: number): string {
  const called = (call?: { call: string }) => (call ? `<b>${escapeHtml(call.call)}</b>` : '')
  const [from, to] = way === 'out' ? [1, 11] : [11, 1]
  const head = kind === 'ack' ? '<path class="open" d="M3 1l8 5-8 5"/>' : '<path d="M0 1l12 5-12 5z"/>'
  const tail = kind === 'syn' ? '<circle cx="6" cy="6" r="3.5"/>' : kind === 'fin' ? '<path d="M6 0v12"/>' : ''
  return `<li class="row k-${kind} ${way}${bytes ? ' bytes' : ''}" style="--n:${n}"><span class="t">${ms}</span>
<span class="call c">${called(client)}</span><span class="life c"></span><span class="wire">
<span class="lab"><b>${escapeHtml(flags)}</b> ${escapeHtml(numbers)}</span>${bytes ? `<span class="strip by w1">${bytes}</span>` : ''}
<svg class="arw" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true"><line x1="0" x2="100" y1="${from}" y2="${to}"/></svg>
<svg class="hd" viewBox="0 0 12 12" aria-hidden="true">${head}</svg>${tail ? `<svg class="tl" viewBox="0 0 12 12" aria-hidden="true">${tail}</svg>` : ''}
</span><span class="life s"></span><span class="call s">${called(server)}</span></li>`
}

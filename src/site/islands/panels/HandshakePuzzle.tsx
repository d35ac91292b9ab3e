/** The puzzle itself: three segments out of order, and blanks. Loaded once a run has told its segments. */
import { useState } from 'preact/hooks'
import type { Locale } from '../../../course/schema.ts'
import { BLANKS, type Blank, handshakeOf, mistake, ORDER, type RunSegment, type Step } from './handshake.ts'
import { wordsOf } from './words.ts'

const WORDS = {
  en: {
    incomplete: 'That run has no complete handshake. Run the lab again without dropped segments.',
    how: 'Put the three segments in the order they were sent, then fill in the numbers.',
    client: 'client',
    server: 'server',
    earlier: (name: string) => `Move ${name} earlier`,
    later: (name: string) => `Move ${name} later`,
    check: 'Check',
    again: 'Shuffle again',
    order: 'The order is not that of the wire yet: who speaks first, and who can acknowledge what?',
    right: 'Right, all of it. Each ack is the next number its sender expects.',
    verdict: {
      right: 'right',
      same: 'ack is the next number expected, not the last one seen',
      other: 'that is the other side’s numbering',
      wrong: 'not this number',
    },
    some: (n: number) => `${n} of 3 numbers are right.`,
  },
  'zh-cn': {
    incomplete: '那次运行没有完整的握手。请不要丢弃报文段，再运行一次。',
    how: '把三个报文段排成发出的次序，再填上序号。',
    client: '客户端',
    server: '服务器',
    earlier: (name: string) => `把 ${name} 往前移`,
    later: (name: string) => `把 ${name} 往后移`,
    check: '核对',
    again: '重新打乱',
    order: '次序还不是线路上的次序：谁先开口，谁又能确认什么？',
    right: '全部正确。每个 ack 都是发出它的一方期待的下一个序号。',
    verdict: {
      right: '正确',
      same: 'ack 是期待的下一个序号，不是最后收到的那个',
      other: '这是另一方的编号',
      wrong: '不是这个数',
    },
    some: (n: number) => `3 个数中有 ${n} 个正确。`,
  },
}

const FLAGS: Record<Step, string> = { syn: 'SYN', synack: 'SYN ACK', ack: 'ACK' }
const SHUFFLED: Step[] = ['ack', 'syn', 'synack']
const NOTHING: Record<Blank, string> = { 'synack.ack': '', 'ack.seq': '', 'ack.ack': '' }

export type PuzzleProps = { locale: Locale; title: string; segments: readonly RunSegment[] }

export function HandshakePuzzle({ locale, title, segments }: PuzzleProps) {
  const words = wordsOf(WORDS, locale)
  const [steps, setSteps] = useState<Step[]>(SHUFFLED)
  const [typed, setTyped] = useState(NOTHING)
  const [checked, setChecked] = useState(false)
  const [dragged, setDragged] = useState<Step | null>(null)
  const [run] = useState(() => handshakeOf(segments))

  const put = (step: Step, at: number) => {
    const rest = steps.filter((other) => other !== step)
    setSteps([...rest.slice(0, at), step, ...rest.slice(at)])
    setChecked(false)
  }

  if (run === null)
    return (
      <section class="panel" aria-label={title}>
        <h3>{title}</h3>
        <p class="how" role="status">
          {words.incomplete}
        </p>
      </section>
    )

  const inOrder = steps.every((step, at) => step === ORDER[at])
  const right = BLANKS.filter((blank) => mistake(blank, typed[blank], run) === 'right').length
  const numbers = (step: Step) => (
    <>
      {number(step, 'seq')} {step !== 'syn' && number(step, 'ack')}
    </>
  )
  const number = (step: Step, name: 'seq' | 'ack') => {
    const blank = BLANKS.find((one) => one === `${step}.${name}`)
    if (!blank)
      return (
        <span>
          {name} {step === 'syn' ? run.x : run.y}
        </span>
      )
    const verdict = checked ? mistake(blank, typed[blank], run) : null
    return (
      <label class={`blank${verdict ? ` ${verdict === 'right' ? 'ok' : 'no'}` : ''}`}>
        {name}
        <input
          inputmode="numeric"
          autocomplete="off"
          aria-label={`${FLAGS[step]} ${name}`}
          aria-invalid={verdict !== null && verdict !== 'right'}
          value={typed[blank]}
          onInput={(event) => {
            setTyped({ ...typed, [blank]: event.currentTarget.value })
            setChecked(false)
          }}
        />
        {verdict && <small>{words.verdict[verdict]}</small>}
      </label>
    )
  }

  return (
    <section class="panel" aria-label={title}>
      <h3>{title}</h3>
      <p class="how">{words.how}</p>
      <div class="peers" aria-hidden="true">
        <b>{words.client}</b>
        <b>{words.server}</b>
      </div>
      <ol class="arrows">
        {steps.map((step, at) => (
          <li
            key={step}
            class={`${step === 'ack' ? 'k-ack' : 'k-syn'} ${step === 'synack' ? 'in' : 'out'}${dragged === step ? ' held' : ''}`}
            draggable
            onDragStart={() => setDragged(step)}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault()
              if (dragged) put(dragged, at)
            }}
          >
            <div class="move">
              <button
                type="button"
                disabled={at === 0}
                aria-label={words.earlier(FLAGS[step])}
                onClick={() => put(step, at - 1)}
              >
                ↑
              </button>
              <button
                type="button"
                disabled={at === steps.length - 1}
                aria-label={words.later(FLAGS[step])}
                onClick={() => put(step, at + 1)}
              >
                ↓
              </button>
            </div>
            <div class="line">
              <div class="label">
                <b>{FLAGS[step]}</b> {numbers(step)}
              </div>
              <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <line x1="0" x2="100" y1={step === 'synack' ? 9 : 1} y2={step === 'synack' ? 1 : 9} />
              </svg>
              <svg class="head" viewBox="0 0 12 12" aria-hidden="true">
                <path d="M0 1l12 5-12 5z" />
              </svg>
            </div>
          </li>
        ))}
      </ol>
      <div class="presets">
        <button class="btn" type="button" onClick={() => setChecked(true)}>
          {words.check}
        </button>
        <button
          class="btn quiet"
          type="button"
          onClick={() => {
            setSteps(SHUFFLED)
            setTyped(NOTHING)
            setChecked(false)
          }}
        >
          {words.again}
        </button>
      </div>
      <p class="sentence" role="status">
        {!checked ? '' : !inOrder ? words.order : right === BLANKS.length ? words.right : words.some(right)}
      </p>
    </section>
  )
}

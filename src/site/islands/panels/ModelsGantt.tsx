/** Connections over time under three models: move computing and waiting, and see who waits for whom. */
import { useState } from 'preact/hooks'
import type { Locale } from '../../../course/schema.ts'
import '../../styles/panels/models-gantt.css'
import { endOf, firstAnswer, MODELS, type Model, type Span, schedule, type Work } from './gantt.ts'
import { wordsOf } from './words.ts'

const WORDS = {
  en: {
    title: 'Three models, the same clients',
    how: 'All clients come at the same moment. Each computes, waits, computes, waits, computes. Threads have a processor each.',
    clients: 'Clients',
    compute: 'Computing, each time',
    wait: 'Waiting, each time',
    models: { sequential: 'One at a time', threads: 'A thread for each', events: 'One thread, events' },
    times: (first: string, all: string) => `last one greeted after ${first}, all done after ${all}`,
    kinds: {
      queue: 'in the accept queue',
      ready: 'ready, but the thread is taken',
      compute: 'computing',
      wait: 'waiting',
    },
    verdict: (ratio: number): string =>
      ratio < 1.3
        ? 'Mostly waiting: one thread does as well as many.'
        : ratio < 2
          ? 'The clients begin to queue for the one thread.'
          : 'Mostly computing: one thread is hardly better than one at a time. Here threads or workers pay.',
  },
  'zh-cn': {
    title: '三种模型，同样的客户端',
    how: '所有客户端同时到来。每个都是计算、等待、计算、等待、计算。每个线程各有一个处理器。',
    clients: '客户端',
    compute: '每次计算',
    wait: '每次等待',
    models: { sequential: '一次一个', threads: '一个客户端一个线程', events: '单线程，事件驱动' },
    times: (first: string, all: string) => `${first} 后问候完最后一个，${all} 后全部完成`,
    kinds: { queue: '在全连接队列里', ready: '已就绪，但线程被占用', compute: '计算', wait: '等待' },
    verdict: (ratio: number): string =>
      ratio < 1.3
        ? '大部分时间在等待：一个线程和许多线程一样好。'
        : ratio < 2
          ? '客户端开始为唯一的线程排队。'
          : '大部分时间在计算：单线程比一次一个好不了多少。这时线程或工作线程才值得。',
  },
}

const ROW = 18
const WIDTH = 400
const KINDS = ['queue', 'ready', 'compute', 'wait'] as const

export default function ModelsGantt({ locale }: { locale: Locale }) {
  const words = wordsOf(WORDS, locale)
  const [work, setWork] = useState<Work>({ clients: 3, computeMs: 40, waitMs: 500 })
  const plans = MODELS.map((model) => ({ model, spans: schedule(model, work) }))
  const whole = Math.max(...plans.map(({ spans }) => endOf(spans)))
  const end = (model: Model) => endOf(schedule(model, work))
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`
  const slider = (name: keyof Work, label: string, min: number, max: number, step: number) => (
    <label class="field grow">
      <span>
        {label} <b>{name === 'clients' ? work.clients : `${work[name]} ms`}</b>
      </span>
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={work[name]}
        onInput={(event) => setWork({ ...work, [name]: Number(event.currentTarget.value) })}
      />
    </label>
  )
  return (
    <section class="panel gantt" aria-label={words.title}>
      <h3>{words.title}</h3>
      <p class="how">{words.how}</p>
      <div class="fields">
        {slider('clients', words.clients, 1, 6, 1)}
        {slider('computeMs', words.compute, 10, 500, 10)}
        {slider('waitMs', words.wait, 0, 1000, 50)}
      </div>
      {plans.map(({ model, spans }) => {
        const told = words.times(seconds(firstAnswer(spans)), seconds(endOf(spans)))
        return (
          <figure key={model}>
            <figcaption>
              <b>{words.models[model]}</b> <span>{told}</span>
            </figcaption>
            <svg
              viewBox={`0 0 ${WIDTH} ${spans.length * ROW}`}
              role="img"
              aria-label={`${words.models[model]}: ${told}`}
            >
              {spans.map((client, n) => (
                <Bar key={n} spans={client} y={n * ROW} scale={WIDTH / whole} />
              ))}
            </svg>
          </figure>
        )
      })}
      <ul class="keys">
        {KINDS.map((kind) => (
          <li key={kind}>
            <svg viewBox="0 0 24 12" aria-hidden="true">
              <Bar spans={[{ from: 0, to: 24, kind }]} y={-3} scale={1} />
            </svg>
            {words.kinds[kind]}
          </li>
        ))}
      </ul>
      <p class="sentence" aria-live="polite">
        {words.verdict(end('events') / end('threads'))}
      </p>
    </section>
  )
}

function Bar({ spans, y, scale }: { spans: Span[]; y: number; scale: number }) {
  return (
    <g>
      {spans.map(({ from, to, kind }) => {
        const width = Math.max((to - from) * scale, 0.75)
        const thin = kind === 'queue' || kind === 'ready'
        return (
          <rect key={from} class={kind} x={from * scale} y={y + (thin ? 7 : 3)} width={width} height={thin ? 4 : 12} />
        )
      })}
    </g>
  )
}

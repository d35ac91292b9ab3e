/** The pane of what the kernel holds: sockets and TCP's states, tables of a network, system calls. */
import { type Signal, useComputed, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { networkOf } from '../../../../course/network.ts'
import { SystemCalls } from '../system-calls/SystemCalls.tsx'
import type { View } from '../wire/view.ts'
import { Connection } from './Connection.tsx'
import type { NetworkLook } from './look.ts'
import { SocketTable } from './SocketTable.tsx'
import { Tables } from './Tables.tsx'
import { type SocketWords, socketWords } from './words.ts'
import './sockets.css'

type Shown = 'sockets' | 'tables' | 'calls'
type Props = { view: View; look: NetworkLook }

/** TIME_WAIT and timers are counted down this often, ms. */
const TICK_MS = 500

export function SocketsPane({ view, look }: Props) {
  const words = socketWords(view.locale)
  const { lab } = view.bench
  const shown = useSignal<Shown>('sockets')
  const box = useRef<HTMLDivElement>(null)
  const visible = useVisible(box)
  const several = networkOf(lab).hosts.length > 1
  useEffect(() => {
    look.wanted.value = visible.value && shown.value !== 'calls' ? shown.value : null
  }, [visible.value, shown.value])
  useEffect(
    () => () => {
      look.wanted.value = null
    },
    [],
  )
  const choices: Shown[] = several ? ['sockets', 'tables', 'calls'] : ['sockets', 'calls']
  return (
    <div class="kernel" ref={box}>
      <div class="ph">
        <h4>{words.title}</h4>
        {shown.value === 'sockets' && look.sockets.value !== null && (
          <small>{view.bench.store.live ? words.live : words.kept}</small>
        )}
        <span class="sp" />
        {/* biome-ignore lint/a11y/useSemanticElements: toggle buttons, not a form */}
        <div class="seg" role="group" aria-label={words.views}>
          {choices.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={shown.value === name}
              onClick={() => {
                shown.value = name
              }}
            >
              {words[name]}
            </button>
          ))}
        </div>
      </div>
      {shown.value === 'sockets' && <Sockets view={view} look={look} words={words} />}
      {shown.value === 'tables' &&
        (look.tables.value ? (
          <Tables nodes={look.tables.value} words={words} />
        ) : (
          <p class="empty">{look.closed.value ? words.gone : words.tablesEmpty}</p>
        ))}
      {shown.value === 'calls' && <SystemCalls view={view} />}
    </div>
  )
}

function Sockets({ view, look, words }: Props & { words: SocketWords }) {
  const { bench } = view
  const chosen = useSignal<string | null>(null)
  const elapsed = useElapsed(look)
  const sockets = look.sockets.value
  const socket = useComputed(() => look.sockets.value?.find(({ key }) => key === chosen.value) ?? null)
  const fileOf = (program: string) => bench.programs.find(({ name }) => name === program)?.file ?? program
  return (
    <>
      {sockets === null ? (
        <p class="empty">{look.closed.value ? words.gone : words.empty}</p>
      ) : sockets.length === 0 ? (
        <p class="empty">{words.none}</p>
      ) : (
        <SocketTable
          sockets={sockets}
          elapsed={elapsed.value}
          chosen={chosen.value}
          onChoose={({ key }) => {
            chosen.value = chosen.value === key ? null : key
          }}
          fileOf={fileOf}
          words={words}
        />
      )}
      {look.more.value > 0 && <p class="cut">{words.more(look.more.value)}</p>}
      <Connection view={view} look={look} socket={socket.value} elapsed={elapsed.value} words={words} />
    </>
  )
}

/** ms since the latest look, in steps, while a timer runs. */
function useElapsed(look: NetworkLook): Signal<number> {
  const elapsed = useSignal(0)
  const { value: seenAt } = look.seenAt
  useEffect(() => {
    elapsed.value = 0
    const longest = Math.max(0, ...(look.sockets.peek() ?? []).map(({ timer }) => timer?.ms ?? 0))
    if (longest === 0) return
    const timer = setInterval(() => {
      elapsed.value = performance.now() - seenAt
      if (elapsed.value > longest) clearInterval(timer)
    }, TICK_MS)
    return () => clearInterval(timer)
  }, [seenAt])
  return elapsed
}

/** Is it within the window, and not in a pane that is folded away? */
function useVisible(box: { current: HTMLElement | null }): Signal<boolean> {
  const visible = useSignal(false)
  useEffect(() => {
    const watch = new IntersectionObserver(([entry]) => {
      visible.value = entry!.isIntersecting
    })
    watch.observe(box.current!)
    return () => watch.disconnect()
  }, [])
  return visible
}

/**
 * A lab on the page. This part is small and loads first: bar, dial, code. Consoles, packets and bytes come in a chunk of
 * their own when the page is idle or the lab runs.
 */
import { type Signal, signal, useComputed, useSignal, useSignalEffect } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect, useId, useMemo, useRef } from 'preact/hooks'
import type { Locale } from '../../../course/schema.ts'
import type { Words } from '../i18n.ts'
import { CodePane } from '../shared/CodePane.tsx'
import { whenIdle } from '../shared/idle.ts'
import { LazyVersions } from '../shared/LazyVersions.tsx'
import { ConflictNotices, ConnectionNotice, FaultNotice, Notice, TierNotice } from '../shared/Notices.tsx'
import { Bar } from './Bar.tsx'
import { Bench, filesOf, programsOf } from './bench.ts'
import { Dial } from './Dial.tsx'
import { FileTabs } from './FileTabs.tsx'
import type { Instruments } from './instruments.tsx'
import type { LabBenchProps } from './props.ts'
import { defaultSettings } from './settings.ts'

const PANES = ['code', 'cons', 'pkts', 'rib', 'hex', 'sock'] as const
type Pane = (typeof PANES)[number]

export default function LabBench({ id, locale, lab, files, words, children }: LabBenchProps & { words: Words }) {
  const titleId = useId()
  const section = useRef<HTMLElement>(null)
  const live = useSignal<Bench | null>(null)
  const instruments = useSignal<Instruments | null>(null)
  const programs = useMemo(() => programsOf(lab), [lab])
  const names = useMemo(() => filesOf(lab, files), [lab])
  const file = useSignal(programs[0]!.file)
  const pane = useSignal<Pane>('code')
  const versions = useSignal(false)
  const sharing = useSignal<ComponentType | null>(null)
  const bench = live.value

  useEffect(() => {
    const made = new Bench(id, lab, files)
    live.value = made
    void incomingLink(made, locale, sharing)
    const load = () => loadInstruments(made, instruments, words, locale)
    const calledOff = whenIdle(load)
    const stop = made.store.phase.subscribe((phase) => {
      if (phase !== 'idle') load()
    })
    return () => {
      calledOff()
      stop()
      made.dispose()
      instruments.value?.dispose()
    }
  }, [])
  // On a narrow page the packets are what Run is pressed for.
  useSignalEffect(() => {
    const ran = live.value?.asked.value && live.value.store.phase.value === 'running'
    if (ran && pane.peek() === 'code') pane.value = 'pkts'
  })

  const tools = instruments.value
  const settings = bench?.settings.value ?? defaultSettings(lab)
  const paneNames = {
    code: words.paneCode,
    cons: words.paneOutput,
    pkts: words.panePackets,
    rib: words.paneStream,
    hex: words.paneBytes,
    sock: words.paneSockets,
  }
  return (
    <section
      class="bench"
      data-lab={id}
      data-pane={pane.value}
      data-stale={bench?.stale.value || undefined}
      data-ready={bench ? '' : undefined}
      aria-labelledby={titleId}
      ref={section}
      onKeyDown={(event) => {
        if (!(event.ctrlKey || event.metaKey) || event.defaultPrevented) return
        if (event.key === 'Enter') bench?.run()
        else if (event.key === '.') bench?.stop()
        else return
        event.preventDefault()
      }}
    >
      <Bar
        title={lab.title[locale]}
        titleId={titleId}
        bench={bench}
        tools={tools}
        words={words}
        onVersions={() => {
          versions.value = !versions.value
        }}
        onShare={() => bench && void giveLink(bench, locale, sharing)}
        onExpand={() => {
          if (globalThis.document.fullscreenElement) void globalThis.document.exitFullscreen()
          else void section.current?.requestFullscreen()
        }}
      />
      <ConnectionNotice bridge={bench?.bridge ?? null} words={words}>
        <button type="button" class="btn" onClick={() => void bench?.play()}>
          {words.playRecording}
        </button>
      </ConnectionNotice>
      {bench?.Recorded.value && <bench.Recorded.value bench={bench} locale={locale} />}
      {sharing.value && <sharing.value />}
      <TierNotice bridge={bench?.bridge ?? null} text={words.reducedText} words={words} />
      <FaultNotice problem={bench?.store.problem.value ?? null} words={words} />
      {bench?.refused.value && (
        <Notice
          kind="warn"
          icon="warn"
          title={words.notRunTitle}
          text={bench.refused.value.code === 'TOO_MANY' ? words.tooManyRuns : bench.refused.value.message}
        />
      )}
      {bench && <ConflictNotices documents={bench.documents} words={words} />}
      <Dial
        id={id}
        lab={lab}
        locale={locale}
        words={words}
        settings={settings}
        bench={bench}
        onSet={(changes) => bench?.set(changes)}
      />
      {bench && versions.value && (
        <LazyVersions
          bridge={bench.bridge}
          document={bench.document(file.value)}
          onClose={() => {
            versions.value = false
          }}
        />
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid of tabs */}
      <div class="paneTabs" role="group" aria-label={words.panes}>
        {PANES.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={pane.value === name}
            onClick={() => {
              pane.value = name
            }}
          >
            {paneNames[name]}
          </button>
        ))}
      </div>
      <div class="panes">
        <div class="pane p-code">
          <FileTabs files={names} programs={programs} file={file} bench={bench} words={words} titleId={titleId} />
          {names.map((name, index) => (
            <ProgramCode
              key={name}
              file={name}
              label={words.codeLabel(name)}
              starter={files[name] ?? ''}
              shown={file.value === name}
              bench={bench}
              instruments={instruments}
              onShow={() => {
                file.value = name
                pane.value = 'code'
              }}
            >
              {index === 0 ? children : null}
            </ProgramCode>
          ))}
        </div>
        <div class="pane p-cons">
          {tools ? <tools.Consoles /> : <Empty title={words.paneOutput} text={words.consoleEmpty} />}
        </div>
        <div class="pane p-pkts">
          {tools ? <tools.Packets /> : <Empty title={words.panePackets} text={words.packetsEmpty} />}
        </div>
        <div class="pane p-rib">
          {tools ? <tools.Ribbon /> : <Empty title={words.paneStream} text={words.streamEmpty} />}
        </div>
        <div class="pane p-hex">
          {tools ? <tools.Bytes /> : <Empty title={words.paneBytes} text={words.bytesEmpty} />}
        </div>
        <div class="pane p-sock">
          {tools ? <tools.Sockets /> : <Empty title={words.paneSockets} text={words.footEmpty} />}
        </div>
      </div>
      <div class="foot">{tools ? <tools.Foot /> : <span>{words.footEmpty}</span>}</div>
    </section>
  )
}

async function giveLink(bench: Bench, locale: Locale, sharing: Signal<ComponentType | null>): Promise<void> {
  const { GiveLink } = await import('./share/Share.tsx')
  const onClose = () => {
    sharing.value = null
  }
  sharing.value = () => <GiveLink bench={bench} locale={locale} onClose={onClose} />
}

/** A shared lab in the address is offered by the bench it is for; what cannot be read, by the page's first one. */
async function incomingLink(bench: Bench, locale: Locale, sharing: Signal<ComponentType | null>): Promise<void> {
  if (!location.hash.startsWith('#share=')) return
  const [{ unpacked }, { TakeLink }] = await Promise.all([import('./share/link.ts'), import('./share/Share.tsx')])
  const told = await unpacked(location.hash)
  if (told === null) return
  const benches = [...document.querySelectorAll<HTMLElement>('section.bench[data-lab]')]
  const own = benches.find(({ dataset }) => dataset.lab === bench.id)
  const wanted = 'shared' in told ? benches.find(({ dataset }) => dataset.lab === told.shared.lab) : undefined
  if ((wanted ?? benches[0]) !== own) return
  own?.scrollIntoView({ block: 'start' })
  const shown = 'shared' in told && !wanted ? { problem: 'elsewhere' as const } : told
  const onClose = () => {
    sharing.value = null
  }
  sharing.value = () => <TakeLink bench={bench} locale={locale} onClose={onClose} told={shown} />
}

type ProgramCodeProps = {
  file: string
  label: string
  starter: string
  shown: boolean
  bench: Bench | null
  instruments: Signal<Instruments | null>
  onShow: () => void
  children: preact.ComponentChildren
}

function ProgramCode({ file, bench, instruments, children, ...rest }: ProgramCodeProps) {
  const marks = useComputed(() => instruments.value?.marks(file) ?? [])
  return (
    <CodePane
      {...rest}
      file={file}
      document={bench?.document(file) ?? null}
      marks={marks}
      onRun={() => bench?.run()}
      onStop={() => bench?.stop()}
    >
      {children}
    </CodePane>
  )
}

export function Empty({ title, text }: { title: string; text: string }) {
  return (
    <>
      <div class="ph">
        <h4>{title}</h4>
      </div>
      <p class="empty">{text}</p>
    </>
  )
}

const loading = signal<Promise<typeof import('./instruments.tsx')> | null>(null)

function loadInstruments(bench: Bench, place: Signal<Instruments | null>, words: Words, locale: Locale): void {
  if (place.peek()) return
  loading.value ??= import('./instruments.tsx')
  loading.value
    .then(({ instrumentsOf }) => {
      place.value ??= instrumentsOf(bench, words, locale)
    })
    // Out of reach: the next run tries again.
    .catch(() => {
      loading.value = null
    })
}

/** What gives a lab away as a link, and what takes one in. Both only ever change what is shown, never what runs. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Locale } from '../../../../course/schema.ts'
import { Notice } from '../../shared/Notices.tsx'
import { save } from '../../shared/save.ts'
import type { Bench } from '../bench.ts'
import { defaultSettings } from '../settings.ts'
import { packed, type Shared, type Unpacked } from './link.ts'
import { shareWords } from './words.ts'

type Props = { bench: Bench; locale: Locale; onClose: () => void }

export function GiveLink({ bench, locale, onClose }: Props) {
  const words = shareWords[locale]
  const link = useSignal<string | null>(null)
  const state = useSignal<'making' | 'copied' | 'ready' | 'too-long'>('making')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link.value!)
      state.value = 'copied'
    } catch {
      state.value = 'ready' // the browser refuses: it can be copied by hand
    }
  }
  useEffect(() => {
    void packed(sharedOf(bench)).then((fragment) => {
      if (fragment === null) state.value = 'too-long'
      else {
        link.value = new URL(`#${fragment}`, location.href).href
        void copy()
      }
    })
  }, [])
  if (state.value === 'making') return null
  const close = (
    <button type="button" class="btn quiet" onClick={onClose}>
      {words.close}
    </button>
  )
  const folder = (
    <button type="button" class="btn" data-folder onClick={() => void downloadFolder(bench, locale)}>
      {words.folder}
    </button>
  )
  if (state.value === 'too-long')
    return (
      <Notice kind="warn" icon="warn" title={words.tooLongTitle} text={words.tooLongText}>
        {folder}
        {close}
      </Notice>
    )
  return (
    <Notice
      kind="plain"
      icon="check"
      title={state.value === 'copied' ? words.copiedTitle : words.readyTitle}
      text={words.text}
    >
      <input
        class="link"
        readOnly
        aria-label={words.link}
        value={link.value ?? ''}
        onFocus={(event) => event.currentTarget.select()}
      />
      <button type="button" class="btn" onClick={() => void copy()}>
        {words.copy}
      </button>
      {folder}
      {close}
    </Notice>
  )
}

export function TakeLink({ bench, locale, onClose, told }: Props & { told: Unpacked | { problem: 'elsewhere' } }) {
  const words = shareWords[locale]
  const leave = () => {
    history.replaceState(null, '', location.pathname + location.search)
    onClose()
  }
  if ('problem' in told)
    return (
      <Notice kind="warn" icon="warn" title={words.problemTitle} text={words.problems[told.problem]}>
        <button type="button" class="btn quiet" onClick={leave}>
          {words.close}
        </button>
      </Notice>
    )
  const { shared } = told
  const changed = bench.documents.filter(
    (document) => document.text !== (shared.files[document.target.file] ?? document.starter),
  )
  return (
    <Notice
      kind="plain"
      icon="pencil"
      title={words.takeTitle}
      text={words.takeText(changed.map(({ target }) => target.file).join(words.joint))}
    >
      <button
        type="button"
        class="btn"
        onClick={() => {
          take(bench, shared)
          leave()
        }}
      >
        {words.take}
      </button>
      <button type="button" class="btn quiet" onClick={leave}>
        {words.leave}
      </button>
    </Notice>
  )
}

/** Texts as they are shown now; those of the course need not travel. */
function sharedOf({ id, documents, settings }: Bench): Shared {
  const own = documents.filter(({ text, starter }) => text !== starter)
  return {
    lab: id,
    files: Object.fromEntries(own.map(({ target, text }) => [target.file, text])),
    settings: settings.value,
  }
}

/** Files and settings that this lab does not have are left out: the course may have changed since. */
function take(bench: Bench, { files, settings }: Shared): void {
  for (const document of bench.documents) {
    const text = files[document.target.file] ?? document.starter
    if (document.text !== text) document.replace(text)
  }
  const shipped = defaultSettings(bench.lab)
  const known = bench.lab.options.filter(({ program, name, values }) =>
    values.includes(settings.options[`${program} ${name}`] ?? ''),
  )
  bench.set({
    ...shipped,
    options: {
      ...shipped.options,
      ...Object.fromEntries(
        known.map(({ program, name }) => [`${program} ${name}`, settings.options[`${program} ${name}`]!]),
      ),
    },
    faults: Object.fromEntries(
      Object.entries(settings.faults).filter(([knob]) => Object.hasOwn(bench.lab.faults ?? {}, knob)),
    ),
    seed: settings.seed,
  })
}

/** What makes it is loaded when it is asked for. */
async function downloadFolder(bench: Bench, locale: Locale): Promise<void> {
  const { zippedFolder } = await import('./folder.ts')
  const { name, bytes } = zippedFolder(bench, locale)
  save(new Blob([bytes as BlobPart], { type: 'application/zip' }), `${name}.zip`)
}

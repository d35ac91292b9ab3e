/** One tab a file, with how its text is kept; a program's has a button that runs it alone. */
import type { Signal } from '@preact/signals'
import type { Words } from '../i18n.ts'
import { Icon } from '../shared/icons.tsx'
import type { Bench, BenchProgram } from './bench.ts'

type Props = {
  files: string[]
  programs: BenchProgram[]
  file: Signal<string>
  bench: Bench | null
  words: Words
  titleId: string
}

export function FileTabs({ files, programs, file, bench, words, titleId }: Props) {
  const shown = file.value
  const program = programs.find((one) => one.file === shown)
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    const next = files[(files.indexOf(shown) + step + files.length) % files.length]!
    file.value = next
    const tabs = (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role=tab]')
    tabs[files.indexOf(next)]?.focus()
  }
  return (
    <div class="ph">
      <div class="tabs" role="tablist" aria-label={words.programs} aria-describedby={titleId} onKeyDown={walk}>
        {files.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={name === shown}
            tabIndex={name === shown ? 0 : -1}
            onClick={() => {
              file.value = name
            }}
          >
            {name}
            {bench?.fileIsStale(name) && (
              <span class="staleDot" title={words.editedMark}>
                <Icon name="pencil" />
                <span class="sr">{words.editedMark}</span>
              </span>
            )}
          </button>
        ))}
      </div>
      <span class="sp" />
      {bench && <Keeping bench={bench} file={shown} words={words} />}
      {program && programs.length > 1 && (
        <button
          type="button"
          class="btn quiet"
          aria-disabled={!bench}
          aria-label={words.runOnly(shown)}
          title={words.runOnly(shown)}
          onClick={() => bench?.run(programs.filter((one) => one.file === shown).map(({ name }) => name))}
        >
          <Icon name="run" />
          <span class="only-wide">{words.runOnly(shown)}</span>
        </button>
      )}
    </div>
  )
}

function Keeping({ bench, file, words }: { bench: Bench; file: string; words: Words }) {
  const { base, dirty, keeping } = bench.document(file).state.value
  if (base === 0 && !dirty) return null
  return <small class={`keeping ${keeping}`}>{words.keeping[dirty && keeping === 'saved' ? 'saving' : keeping]}</small>
}

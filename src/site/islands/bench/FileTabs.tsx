/** One tab a program, with how its text is kept and a button that runs it alone. */
import type { Signal } from '@preact/signals'
import type { Words } from '../i18n.ts'
import { Icon } from '../shared/icons.tsx'
import type { Bench, BenchProgram } from './bench.ts'

type Props = { programs: BenchProgram[]; file: Signal<string>; bench: Bench | null; words: Words; titleId: string }

export function FileTabs({ programs, file, bench, words, titleId }: Props) {
  const shown = programs.find((program) => program.file === file.value)!
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    const next = programs[(programs.indexOf(shown) + step + programs.length) % programs.length]!
    file.value = next.file
    const tabs = (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role=tab]')
    tabs[programs.indexOf(next)]?.focus()
  }
  return (
    <div class="ph">
      <div class="tabs" role="tablist" aria-label={words.programs} aria-describedby={titleId} onKeyDown={walk}>
        {programs.map((program) => (
          <button
            key={program.file}
            type="button"
            role="tab"
            aria-selected={program === shown}
            tabIndex={program === shown ? 0 : -1}
            onClick={() => {
              file.value = program.file
            }}
          >
            {program.file}
            {bench?.fileIsStale(program.file) && (
              <span class="staleDot" title={words.editedMark}>
                <Icon name="pencil" />
                <span class="sr">{words.editedMark}</span>
              </span>
            )}
          </button>
        ))}
      </div>
      <span class="sp" />
      {bench && <Keeping bench={bench} file={shown.file} words={words} />}
      {programs.length > 1 && (
        <button
          type="button"
          class="btn quiet"
          aria-disabled={!bench}
          aria-label={words.runOnly(shown.file)}
          title={words.runOnly(shown.file)}
          onClick={() => bench?.run([shown.name])}
        >
          <Icon name="run" />
          <span class="only-wide">{words.runOnly(shown.file)}</span>
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

/**
 * <wire-ask>: predictions and quiz questions. The page holds everything already; this shows it at the right time and
 * remembers the answer under `wirebook.ask` (question key -> { answer, shown }).
 *
 *   predict   choosing keeps the prediction; its lab's run (`wirebook:run`) or Show answer uncovers what is right
 *   choice    Check uncovers the chosen option's why; a right answer uncovers all
 *   number    Check compares figures without spaces and separators
 */
import type { RunFacts } from '../islands/bench/wire/facts.ts'
import { read, write } from './stored.ts'

type Word = 'mine' | 'right' | 'kept' | 'youSaid' | 'theRun' | 'answerIs' | 'notYet' | 'colon'
type Words = Partial<Record<Word, string>>
type Kept = { answer: string; shown: boolean }
const STORE = 'wirebook.ask'
const OK = '<svg class="i" viewBox="0 0 16 16" aria-hidden="true"><path d="M3 8.5l3.300 3.300L13 4.700"/></svg>'
const NO = '<svg class="i" viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8"/></svg>'

class Ask extends HTMLElement {
  #words: Words = {}
  #shown = false
  /** Of the run that answered the prediction. */
  #facts: RunFacts | null = null
  #toldRun = 0

  connectedCallback(): void {
    this.#words = JSON.parse(this.dataset.words ?? '{}') as Words
    this.addEventListener('change', () => this.#changed())
    this.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && this.#isNumber) this.#check()
    })
    this.querySelector('[data-check]')?.addEventListener('click', () => this.#check())
    this.querySelector('[data-show]')?.addEventListener('click', () => this.#show())
    if (this.dataset.kind === 'predict') {
      document.addEventListener('wirebook:run', (event) => {
        const { lab, facts } = (event as CustomEvent<{ lab: string; facts: RunFacts }>).detail
        if (lab !== this.dataset.lab) return
        // The bench may tell of one run several times; a prediction made after it waits for the next.
        const news = facts.run !== this.#toldRun
        this.#toldRun = facts.run
        if (this.#answer === '' || (!news && !this.#facts)) return
        this.#facts = facts
        this.#show()
      })
    }
    this.#restore()
  }

  get #isNumber(): boolean {
    return this.dataset.kind === 'number'
  }

  get #answer(): string {
    const input = this.querySelector<HTMLInputElement>(this.#isNumber ? '.number input' : 'input:checked')
    return input?.value.trim() ?? ''
  }

  get #isRight(): boolean {
    return normal(this.#answer) === normal(this.dataset.right ?? '')
  }

  #restore(): void {
    const kept = (read(STORE) as Record<string, Kept> | null)?.[this.dataset.key ?? '']
    if (!kept) return
    if (this.#isNumber) this.querySelector<HTMLInputElement>('.number input')!.value = kept.answer
    else {
      const input = [...this.querySelectorAll<HTMLInputElement>('input')].find(({ value }) => value === kept.answer)
      if (input) input.checked = true
    }
    if (kept.shown) this.#show()
    else if (kept.answer !== '') this.#changed()
  }

  #keep(): void {
    const all = (read(STORE) ?? {}) as Record<string, Kept>
    write(STORE, { ...all, [this.dataset.key ?? '']: { answer: this.#answer, shown: this.#shown } })
  }

  #changed(): void {
    if (this.#shown || this.#facts) this.#show()
    else if (this.dataset.kind === 'predict') this.#say(this.#words.kept ?? '')
    else {
      this.#clear()
      this.#say('')
    }
    this.#keep()
  }

  #check(): void {
    if (this.#answer === '') return
    if (this.#isRight) this.#show()
    else {
      this.#clear()
      this.#mark(this.#answer, 'no', this.#words.mine ?? '')
      this.#say(this.#words.notYet ?? '')
      this.#keep()
    }
  }

  /** Uncovers the right answer, why it is right, and why the reader's is not. */
  #show(): void {
    this.#shown = true
    this.#clear()
    const right = this.dataset.right ?? ''
    const predict = this.dataset.kind === 'predict'
    if (this.#answer !== '' && !this.#isRight) this.#mark(this.#answer, predict ? '' : 'no', this.#words.mine ?? '')
    this.#mark(right, 'ok', this.#words.right ?? '')
    if (predict) this.#sayRun(right)
    else if (this.#isNumber) this.#say(`${this.#words.answerIs} ${right}`)
    else this.#say('')
    const show = this.querySelector<HTMLElement>('[data-show]')
    if (show) show.hidden = true
    this.#keep()
  }

  #sayRun(right: string): void {
    const { youSaid, theRun, answerIs, colon } = this.#words
    const parts: string[] = []
    if (this.#answer !== '') parts.push(`${youSaid}${colon}${this.#optionText(this.#answer)}`)
    if (this.#facts) parts.push(`${theRun}${colon}${this.#facts.summary}`)
    else parts.push(`${answerIs}${colon}${this.#optionText(right)}`)
    this.#say(...parts)
  }

  #optionText(option: string): string {
    return this.querySelector(`[data-option="${CSS.escape(option)}"] .text`)?.textContent?.trim() ?? option
  }

  #mark(option: string, state: 'ok' | 'no' | '', words: string): void {
    const place = this.#isNumber ? this : this.querySelector(`[data-option="${CSS.escape(option)}"]`)
    const verdict = place?.querySelector('.v')
    if (verdict) {
      verdict.className = `v ${state}`
      verdict.innerHTML = state === 'ok' ? OK : state === 'no' ? NO : ''
      verdict.append(words)
    }
    const why = place?.querySelector<HTMLElement>('.why')
    if (why && !(this.#isNumber && state !== 'ok')) why.hidden = false
  }

  #clear(): void {
    for (const verdict of this.querySelectorAll('.v')) {
      verdict.className = 'v'
      verdict.textContent = ''
    }
    for (const why of this.querySelectorAll<HTMLElement>('.why')) why.hidden = true
  }

  #say(...sentences: string[]): void {
    this.querySelector('.out')?.replaceChildren(
      ...sentences.filter(Boolean).map((sentence) => {
        const line = document.createElement('p')
        line.textContent = sentence
        return line
      }),
    )
  }
}

/** `1 001`, `1,001` and `1001` are one figure. */
function normal(answer: string): string {
  return answer.replace(/[\s,_'’]/g, '').toLowerCase()
}

customElements.define('wire-ask', Ask)

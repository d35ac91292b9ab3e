/**
 * A lesson by Tab alone, from the address bar to the last link: each stop can be seen, is marked, has a name, and leads
 * on; and what a screen reader is told of every control of a bench and an exercise.
 */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { NAMESPACES } from '../support/tier.ts'
import { PATIENCE_MS } from './support/bench.ts'
import { world } from './support/browser.ts'

const LESSON = 'en/boundaries/stream/'
const LAB = 'boundaries/stream-1'
const EXERCISE = 'boundaries/byte-reader'
/** A lesson has some hundred stops; who needs more walks in a circle. */
const MOST_STOPS = 600
const course = world()

type Stop = {
  /** Place in the document: how many elements come before it. */
  at: number
  what: string
  name: string
  /** In the view, and not beneath something else. */
  seen: boolean
  /** The ring of the focus is drawn, on it or on what holds it. */
  marked: boolean
  editor: boolean
}

describe.each([1440, 390])('by Tab through a lesson at %i px', (width) => {
  it('every stop is seen, marked and named, they follow one another down the page, and come to an end', async () => {
    const page = await course.open(LESSON, { width })
    const stops: Stop[] = []
    for (;;) {
      if (stops.at(-1)?.editor) await page.keyboard.press('Escape') // in the code, Tab indents
      await page.keyboard.press('Tab')
      const stop = await focusedStop(page)
      if (stop === null) break
      stops.push(stop)
      expect(stops.length, `still at ${stop.what} "${stop.name}"`).toBeLessThan(MOST_STOPS)
      if (stop.at === stops[0]?.at && stops.length > 1) break
    }
    console.log(`${stops.length} stops at ${width} px, ${stops.filter(({ editor }) => editor).length} of them editors`)
    expect(stops.length).toBeGreaterThan(40)
    expect(
      wrong(stops, ({ seen }) => !seen),
      'not seen',
    ).toEqual([])
    expect(
      wrong(stops, ({ marked }) => !marked),
      'without a ring',
    ).toEqual([])
    expect(
      wrong(stops, ({ name }) => name === ''),
      'without a name',
    ).toEqual([])
    const last = stops.at(-1)?.at === stops[0]?.at ? stops.slice(0, -1) : stops
    expect(
      wrong(last, ({ at }, i) => i > 0 && at <= (last[i - 1]?.at ?? 0)),
      'back up the page',
    ).toEqual([])
    // To the very end: the lesson's last link is the next lesson's.
    expect(last.at(-1)?.name).toMatch(/^Next/)
    await page.context().close()
  })
})

describe('to a screen reader', () => {
  it('every control of a bench that has run says what it is, and no two say the same', async () => {
    const bench = await course.bench(LESSON, LAB)
    await bench.run()
    if (NAMESPACES) await bench.packets.first().waitFor()
    const controls = await controlsOf(bench.page, `section.bench[data-lab="${LAB}"]`)
    expect(nameless(controls)).toEqual([])
    expect(twice(controls)).toEqual([])
    const said = controls.map(({ role, name }) => `${role} ${name}`)
    for (const one of ['button Run again', 'button Stop', 'button Reset', 'tab server.ts', 'tab client.ts'])
      expect(said, said.join('\n')).toContain(one)
    await bench.page.context().close()
  })

  it('every control of an exercise that was checked says what it is, and no two say the same', async () => {
    const page = await course.open(LESSON)
    const panel = page.locator(`[data-exercise-panel="${EXERCISE}"]`)
    await page.locator(`[data-exercise="${EXERCISE}"]`).scrollIntoViewIfNeeded()
    await panel.locator('[data-editor="open"]').waitFor({ state: 'attached' })
    await panel.getByRole('button', { name: 'Check', exact: true }).click()
    await panel
      .getByRole('status')
      .filter({ hasText: 'tests passed' })
      .waitFor({ timeout: 4 * PATIENCE_MS })
    const controls = await controlsOf(page, `[data-exercise-panel="${EXERCISE}"]`)
    expect(nameless(controls)).toEqual([])
    expect(twice(controls)).toEqual([])
    expect(controls.some(({ role, name }) => role === 'button' && name === 'Check')).toBe(true)
    await page.context().close()
  })
})

const wrong = (stops: Stop[], is: (stop: Stop, i: number) => boolean): string[] =>
  stops.filter(is).map(({ what, name }) => `${what} "${name}"`)

/** Null when the focus has left the page's elements. */
async function focusedStop(page: Page): Promise<Stop | null> {
  return page.evaluate(async () => {
    const settled = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    await settled()
    const one = document.activeElement
    // An editor hears of its focus a moment later than the browser does.
    for (let i = 0; i < 100 && one?.matches('.cm-content') && !one.closest('.cm-focused'); i++) await settled()
    if (one === null || one === document.body || one === document.documentElement) return null
    // What an island draws when it wakes under the focus is drawn now.
    const island = one.closest('astro-island')
    for (let i = 0; i < 100 && island?.hasAttribute('ssr'); i++) await new Promise((done) => setTimeout(done, 20))
    const label = one.id === '' ? null : document.querySelector(`label[for="${CSS.escape(one.id)}"]`)
    const named = one.getAttribute('aria-labelledby')
    const texts = [
      one.getAttribute('aria-label'),
      named === null
        ? null
        : named
            .split(' ')
            .map((id) => document.getElementById(id)?.textContent)
            .join(' '),
      label?.textContent,
      one.closest('label')?.textContent,
      one.textContent,
      one.getAttribute('title'),
    ]
    const drawn = (element: Element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
      return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
    }
    // A radio or a check box is there for the ear; its label is what is seen.
    const shown = one.getBoundingClientRect().width > 4 ? one : (one.closest('label') ?? one)
    const around = [
      one,
      shown,
      one.nextElementSibling,
      one.closest('label'),
      one.closest('.cm-editor'),
      one.parentElement,
    ]
    // A link may go over two lines, and a long text out of its box: some of it has to be there, and on top.
    const seen = [...shown.getClientRects()].some(({ left, right, top, bottom }) => {
      const [x0, x1, y0, y1] = [
        Math.max(left, 0),
        Math.min(right, innerWidth),
        Math.max(top, 0),
        Math.min(bottom, innerHeight),
      ]
      return [0.1, 0.5, 0.9].some((across) =>
        [0.1, 0.5, 0.9].some((down) =>
          shown.contains(document.elementFromPoint(x0 + across * (x1 - x0), y0 + down * (y1 - y0))),
        ),
      )
    })
    return {
      at: [...document.querySelectorAll('*')].indexOf(one),
      what: `${one.tagName.toLowerCase()}.${one.className}`,
      name: texts.map((text) => text?.trim() ?? '').find((text) => text !== '') ?? '',
      seen,
      marked: around.some((element) => element !== null && drawn(element)),
      editor: one.matches('.cm-content'),
    }
  })
}

type Control = { role: string; name: string }

const CONTROLS = new Set(
  'button link tab radio checkbox switch slider spinbutton textbox searchbox combobox listbox option treeitem log tree tablist'.split(
    ' ',
  ),
)

/** What the browser tells assistive technology of everything below this element that can be acted upon or is listened to. */
async function controlsOf(page: Page, selector: string): Promise<Control[]> {
  const cdp = await page.context().newCDPSession(page)
  const { result } = await cdp.send('Runtime.evaluate', {
    expression: `document.querySelector(${JSON.stringify(selector)})`,
  })
  const { node } = await cdp.send('DOM.describeNode', { objectId: result.objectId! })
  await cdp.send('Accessibility.enable')
  const { nodes } = await cdp.send('Accessibility.queryAXTree', { backendNodeId: node.backendNodeId })
  await cdp.detach()
  const controls = nodes
    .filter(({ ignored, role }) => !ignored && CONTROLS.has(String(role?.value)))
    .map(({ role, name }) => ({ role: String(role?.value), name: String(name?.value ?? '').trim() }))
  expect(controls.length).toBeGreaterThan(3)
  return controls
}

const nameless = (controls: Control[]): string[] => controls.filter(({ name }) => name === '').map(({ role }) => role)

/** Buttons of one name would have to be told apart by where they stand. */
function twice(controls: Control[]): string[] {
  const names = controls
    .filter(({ role }) => ['button', 'textbox', 'combobox', 'slider'].includes(role))
    .map(({ name }) => name)
  return names.filter((name, i) => names.indexOf(name) !== i)
}

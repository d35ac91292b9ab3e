/** What axe finds wrong on a page: WCAG 2.0 to 2.2, A and AA, and its best practices. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** Themes differ in their colours alone: of the dark one these need a look of their own. */
const COLOURS = ['color-contrast', 'link-in-text-block']

export type AxeOptions = {
  /** A selector: only what is in it. */
  within?: string
  /** Only rules that a change of colours may break. */
  colours?: boolean
}

/**
 * One line a violated rule, with the elements' selectors. Our pages have no frames, so axe works in the page itself
 * (`legacy mode`), and only violations are told in full: in its usual way an analysis costs three times as much.
 */
export async function axeViolations(page: Page, { within, colours = false }: AxeOptions = {}): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  if (within !== undefined) axe.include(within)
  axe.options({
    resultTypes: ['violations'],
    runOnly: colours ? { type: 'rule', values: COLOURS } : { type: 'tag', values: TAGS },
  })
  const { violations } = await axe.analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`)
}

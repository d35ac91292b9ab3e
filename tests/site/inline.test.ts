/** What Markdown there is in the texts of a question. */
import { expect, test } from 'vitest'
import { inlineCode } from '../../src/site/components/mdx/inline.ts'

test.for([
  ['call `accept`', 'call <code>accept</code>'],
  ['it *is* connected', 'it <em>is</em> connected'],
  ['the *listening socket*.', 'the <em>listening socket</em>.'],
  ['`a * b` and 2 * 3 * 4', '<code>a * b</code> and 2 * 3 * 4'],
  ['a*b*c', 'a*b*c'],
  ['<b> & `<i>`', '&lt;b&gt; &amp; <code>&lt;i&gt;</code>'],
])('%s', ([text, html]) => {
  expect(inlineCode(text!)).toBe(html)
})

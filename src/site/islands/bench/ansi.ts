/** Coloured output as HTML: ansi_up escapes what it is given; nothing but <span> comes out. */
import { AnsiUp } from 'ansi_up'

export function ansiHtml(text: string): string {
  const ansi = new AnsiUp()
  ansi.url_allowlist = {} // escape sequences of programs make no links
  return ansi.ansi_to_html(text)
}

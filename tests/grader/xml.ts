/** A reader of XML as small as the JUnit tests need: elements, attributes, text; it throws at anything ill-formed. */

export type Element = { name: string; attributes: Record<string, string>; children: Element[]; text: string }

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
/** The characters of XML 1.0, https://www.w3.org/TR/xml/#charsets */
const CHARACTERS = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u

export function parseXml(document: string): Element {
  if (!CHARACTERS.test(document)) throw new Error('a character that XML has no room for')
  const top: Element = { name: '', attributes: {}, children: [], text: '' }
  const open = [top]
  const tokens = document.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '').match(/<[^>]*>|[^<]+/g) ?? []
  for (const token of tokens) {
    const inside = open.at(-1) as Element
    const [, close, name = '', rest = '', empty] =
      /^<(\/?)([A-Za-z-]+)((?: [A-Za-z_:.-]+="[^"<]*")*)(\/?)>$/.exec(token) ?? []
    if (!token.startsWith('<')) inside.text += unescaped(token)
    else if (name === '') throw new Error(`no tag: ${token}`)
    else if (close) {
      if (inside.name !== name) throw new Error(`</${name}> closes <${inside.name}>`)
      open.pop()
    } else {
      const made = { name, attributes: attributesOf(rest), children: [], text: '' }
      inside.children.push(made)
      if (!empty) open.push(made)
    }
  }
  if (open.length !== 1 || top.children.length !== 1) throw new Error('not one element, closed')
  return top.children[0] as Element
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/ ([A-Za-z_:.-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [
    key,
    unescaped(value),
  ])
  return Object.fromEntries(pairs)
}

function unescaped(text: string): string {
  if (/&(?!(?:[a-z]+|#\d+);)/.test(text)) throw new Error(`a bare & in ${text}`)
  return text.replace(/&(#?)([a-z]+|\d+);/g, (whole, number: string, name: string) => {
    if (number) return String.fromCodePoint(Number(name))
    const found = ENTITIES[name]
    if (found === undefined) throw new Error(`unknown entity ${whole}`)
    return found
  })
}

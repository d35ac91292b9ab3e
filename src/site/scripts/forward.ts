/** Follows the link to the reader's language, with what the address says after # and ?. */
const chosen = /(?:^|; )wirebook-locale=([\w-]+)/.exec(document.cookie)?.[1]
const asked = [chosen, ...navigator.languages].find((one) => /^(en|zh)\b/i.test(one ?? '')) ?? 'en'
const links = [...document.querySelectorAll<HTMLAnchorElement>('a[hreflang]')]
const found = links.find(({ hreflang }) => hreflang.slice(0, 2) === asked.slice(0, 2).toLowerCase()) ?? links[0]
if (found) location.replace(found.href + location.search + location.hash)

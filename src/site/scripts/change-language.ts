/**
 * Goes to the same place in another language, and remembers the choice. Paths are the same in both; of fragments, those
 * of labs, exercises, questions, terms, entries of the reference and units are, headings have words of their own.
 */

/** Read by the server, and by the page at `/` of a static host. */
export const COOKIE = 'wirebook-locale'
const YEAR_S = 365 * 24 * 3_600

const PLACES = '[id^="lab-"], [id^="exercise-"], wire-ask[id], .glossary > [id], .entry[id], [id^="unit-"]'

/** `link` leads to the counterpart of this page, or, where that is not written, to its unit (a fragment). */
export function changeLanguage(link: HTMLAnchorElement): void {
  const { base = '/' } = document.documentElement.dataset
  const locale = new URL(link.href).pathname.slice(base.length).split('/')[0]
  // biome-ignore lint/suspicious/noDocumentCookie: the server has to read it, and not every browser has a cookie store
  document.cookie = `${COOKIE}=${locale}; path=${base}; max-age=${YEAR_S}; samesite=lax`
  const place = link.hash === '' ? placeInView() : null
  location.assign(place === null ? link.href : `${link.href}#${place}`)
}

/**
 * Id of the place that the address names, while it is in view; otherwise of the last that begins above the middle. null
 * at the head of the page, where all of it is still to come.
 */
export function placeInView(): string | null {
  const places = [...document.querySelectorAll<HTMLElement>(PLACES)].filter(
    (place) => !/^H\d$/.test(place.tagName) && place.getClientRects().length > 0,
  )
  const topOf = (place: HTMLElement) => place.getBoundingClientRect().top
  const named = places.find(({ id }) => `#${id}` === location.hash)
  if (named && named.getBoundingClientRect().bottom > 0 && topOf(named) < innerHeight) return named.id
  if (scrollY < innerHeight / 4) return null
  return places.findLast((place) => topOf(place) <= innerHeight / 2)?.id ?? null
}

/** A link that leads to a cell of the reference opens it; browsers open `<details>` for an anchor, but not all of them. */

function openNamed(): void {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  const cell = named?.closest('details')
  if (!named || !cell || cell.open) return
  cell.open = true
  named.scrollIntoView()
}

addEventListener('hashchange', openNamed)
openNamed()

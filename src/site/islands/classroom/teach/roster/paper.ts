/** Prints what bears `data-paper` with this name, and nothing else of the page. Browser only. */
export function printOnly(name: 'links'): void {
  const { dataset } = document.documentElement
  dataset.paper = name
  addEventListener('afterprint', () => delete dataset.paper, { once: true })
  print()
}

/** The other language shows the same: the links to it carry what this address says after ? and #. */
const links = document.querySelectorAll<HTMLAnchorElement>('[data-languages] a')

// Before the page's own listener follows the link.
for (const link of links)
  link.addEventListener('click', () => {
    link.search = location.search
    link.hash = location.hash
  })

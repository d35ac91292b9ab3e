/** Asks the server whether it holds a class; nothing else of one is loaded before. */
const { base, static: exported } = document.documentElement.dataset

if (exported === undefined)
  fetch(`${base}api/health`)
    .then((response) => response.json() as Promise<{ classroom?: true }>)
    .then(async ({ classroom }) => {
      if (classroom) await (await import('../islands/classroom/bar/enter.ts')).open()
    })
    .catch(() => {}) // no server: no class

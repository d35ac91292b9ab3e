/** What a person is called in a class network: a label of a host name, theirs alone there. Pure. */
import { isHandle } from '../../sandbox/network/class/addresses.ts'
import { CLASS_DOMAIN } from '../../sandbox/network/class/types.ts'
import { handleBase } from '../people/handles.ts'

/** As long as the sandbox takes. */
const LONGEST = 32

/** Their own handle, where it is one of a host; cut, and numbered where that makes it somebody else's. */
export function hostHandle(own: string, taken: ReadonlySet<string>): string {
  const free = (label: string) => isHandle(label) && label !== CLASS_DOMAIN && !taken.has(label)
  const cut = (label: string, room: number) => label.slice(0, room).replace(/-+$/, '')
  const base = cut(isHandle(own) ? own : handleBase(own), LONGEST)
  if (free(base)) return base
  for (let number = 2; ; number++) {
    const numbered = `${cut(base, LONGEST - 1 - `${number}`.length)}-${number}`
    if (free(numbered)) return numbered
  }
}

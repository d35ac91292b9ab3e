// What the name server knows, as the records of an answer.
const ADDRESS = new Map([['www.wirebook.test', [10, 0, 0, 4]]])
const ALIAS = new Map([['web.wirebook.test', 'www']]) // stands for this label before the rest of the name
const HEADER = 12

/** Two bytes that mean: the name goes on at byte `to` of this message. */
const pointer = (to: number): number[] => [0xc0 | (to >> 8), to & 0xff]
const record = (name: number, type: number, data: number[]): number[] =>
  [...pointer(name), [0, type, 0, 1, 0, 0, 0, 60, 0, data.length], ...data].flat() // class 1, remember it for 60 s

/** Records for a question of `size` bytes about `name`; none where there is no such name. */
export function recordsFor(name: string, size: number): number[][] {
  const alias = ALIAS.get(name)
  const address = ADDRESS.get(alias ? name.replace(/^[^.]+/, alias) : name)
  if (!address) return []
  if (!alias) return [record(HEADER, 1, address)]
  const secondLabel = HEADER + 1 + name.indexOf('.')
  const cname = record(HEADER, 5, [alias.length, ...Buffer.from(alias), ...pointer(secondLabel)])
  return [cname, record(HEADER + size + 12, 1, address)] // its name is the data of the record before
}

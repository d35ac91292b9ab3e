/** Finds a request's route. A part of a path is a name of ours or `:name`; a name wins over `:name`. */
import { partsOf } from './allow.ts'
import type { Route } from './route.ts'

export type Found =
  | { route: Route; params: Record<string, string> }
  /** Methods that the path takes; empty when there is no such path. */
  | { allowed: string[] }

export type Table = {
  find(method: string, pathname: string): Found
  /** For some method. */
  has(pathname: string): boolean
}

/** Throws when a path is malformed, is there twice, or lacks a part that its rule needs. */
export function tableOf(routes: readonly Route[]): Table {
  const seen = new Set<string>()
  for (const { method, path, rule } of routes) {
    const shape = `${method} ${path.replace(/:\w+/g, ':')}`
    if (seen.has(shape)) throw new Error(`two routes for ${method} ${path}`)
    seen.add(shape)
    if (!/^(\/([a-z0-9.-]+|:[a-z][A-Za-z]*))+$/.test(path)) throw new Error(`malformed path ${path}`)
    for (const part of partsOf(rule))
      if (!path.split('/').includes(`:${part}`))
        throw new Error(`${method} ${path} lacks :${part}, which its rule needs`)
  }
  const split = routes.map((route) => ({ route, parts: route.path.slice(1).split('/') }))
  const matching = (pathname: string) => {
    const asked = decoded(pathname)
    if (asked === null) return []
    return split.flatMap(({ route, parts }) => {
      const params = matched(parts, asked)
      return params === null ? [] : [{ route, params }]
    })
  }
  return {
    has: (pathname) => matching(pathname).length > 0,
    find(method, pathname) {
      const matches = matching(pathname)
      const wanted = method === 'HEAD' ? 'GET' : method
      const [best] = matches
        .filter(({ route }) => route.method === wanted)
        .toSorted((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)
      return best ?? { allowed: [...new Set(matches.map(({ route }) => route.method))].toSorted() }
    },
  }
}

/** Null for what is no path of ours: percent signs that encode nothing, or a character that no id has. */
function decoded(pathname: string): string[] | null {
  try {
    const parts = pathname.slice(1).split('/').map(decodeURIComponent)
    return parts.some((part) => part === '' || part.includes('\0')) ? null : parts
  } catch {
    return null
  }
}

function matched(parts: readonly string[], asked: readonly string[]): Record<string, string> | null {
  if (parts.length !== asked.length) return null
  const params: Record<string, string> = {}
  for (const [at, part] of parts.entries()) {
    if (part.startsWith(':')) params[part.slice(1)] = asked[at]!
    else if (part !== asked[at]) return null
  }
  return params
}

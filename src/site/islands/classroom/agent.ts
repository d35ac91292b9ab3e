/** `Firefox, Linux` of a User-Agent; null for what is none of the usual. */
export function agentName(agent: string): string | null {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\//.exec(agent.replace(/Chrome.*(Edg|OPR)/, '$1'))?.[1]
  if (!browser) return null
  const system = /(Windows|Android|iPhone|iPad|Macintosh|Linux|CrOS)/.exec(agent)?.[1]
  const name = { Edg: 'Edge', OPR: 'Opera' }[browser] ?? browser
  return system ? `${name}, ${system === 'Macintosh' ? 'macOS' : system}` : name
}

/** Signs of 16 by 16, drawn with the text's colour. All are decoration: what they say is said in words beside them. */

const PATHS = {
  run: 'M4.5 3v10l8-5z',
  stop: 'M4 4h8v8H4z',
  reset: 'M3.2 6.2A5.2 5.2 0 1 1 2.8 9M3 2.8v3.6h3.6',
  history: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11M8 5v3.2l2.2 1.3',
  download: 'M8 2.5v7.5M4.8 7L8 10.2 11.2 7M3 13h10',
  check: 'M3 8.5l3.3 3.3L13 4.7',
  cross: 'M4 4l8 8M12 4l-8 8',
  warn: 'M8 2.5l6 11H2zM8 6.5v3.5M8 11.8v.2',
  pencil: 'M3 13l.8-3L10.5 3.2l2.3 2.3L6 12.2zM9.2 4.5l2.3 2.3',
  idle: 'M8 5.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5',
  flow: 'M2 5.5h10M9.5 3L12 5.5M14 10.5H4M6.5 8L4 10.5',
  wait: 'M4.5 2.500h7v11h-7zM4.5 6l3.5-3.500M4.5 9.500l7-7M4.5 13l7-7M8 13.500l3.5-3.5',
  lock: 'M3.5 7h9v6.500h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2',
  right: 'M6 3.500L10.5 8 6 12.5',
  down: 'M3.5 6L8 10.5 12.5 6',
  filter: 'M2.5 3.500h11L9.5 8.500v4.500l-3-1.500v-3z',
  share: 'M8 9.500V2.500M5 5.200L8 2.300l3 2.900M4.500 7.500h-1.500v6h10v-6h-1.500',
  copy: 'M5.5 5.500h8v8h-8zM10.5 5.500v-3h-8v8h3',
  picture: 'M2.5 3.500h11v9h-11zM2.5 10.500l3.500-3.500 3 3 2-2 2.5 2.500M10.800 6v.1',
  expand: 'M9.5 2.500h4v4M6.5 13.500h-4v-4M13.5 2.500L9 7M2.5 13.500L7 9',
} as const

export type IconName = keyof typeof PATHS
const FILLED: ReadonlySet<IconName> = new Set(['run', 'stop'])

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="i" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} fill={FILLED.has(name) ? 'currentColor' : undefined} stroke-linejoin="round" />
    </svg>
  )
}

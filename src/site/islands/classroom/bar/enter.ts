/** The way to the bar from a page's first script: what the bar needs is listed here, and not in every lesson. */
export const open = () => import('./open.tsx').then((bar) => bar.open())

/** Lessons in the build: copies of the course's own, each with its labs, in both languages. */
import { astroBuild, siteTree } from '../support/site-tree.ts'
import type { Curve, Measurement, Point } from './curve.ts'

export const lessons: Measurement = {
  title: 'Lessons in the build',
  sizes: [30, 60, 120, 300],
  small: [30],
  longestMs: 3_600_000,
  measure,
}

async function measure(sizes: number[]): Promise<Curve[]> {
  const [seconds, memory, each]: Point[][] = [[], [], []]
  for (const size of sizes) {
    const tree = siteTree(size)
    try {
      const built = await astroBuild(tree.root)
      const x = tree.lessons
      seconds!.push({ x, y: built.seconds })
      memory!.push({ x, y: built.peak })
      each!.push({ x, y: (built.seconds / built.pages) * 1_000 })
    } finally {
      tree.remove()
    }
  }
  const x = 'lessons, each in two languages'
  return [
    { name: 'lessons-build', title: 'Building the site', x, y: 'seconds', points: seconds! },
    { name: 'lessons-memory', title: 'Memory of the builder at its largest', x, y: 'MiB (resident)', points: memory! },
    {
      name: 'lessons-page',
      title: 'One page of the build',
      x,
      y: 'ms',
      points: each!,
      note: 'each page has an outline of all lessons',
    },
  ]
}

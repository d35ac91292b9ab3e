/** Blocks of a lane that are too narrow to be told apart are drawn as one. Pure. */
import type { Range } from '../../streams.ts'

export const RIBBON_LIMITS = {
  /**
   * A lane with more blocks than this has them put together until no more are left, but for those sent again. Each is a
   * button: half a lane's width in pixels over this is how wide they become, and hundreds of them would be what the page
   * spends its time on while a stream grows.
   */
  blocks: 48,
}

/** One block or several that follow each other, from the first one's first byte to the last one's last. */
export type Bundle<T extends Range> = Range & { first: T; last: T; count: number }

/**
 * `look` keeps apart what is drawn differently. How much a bundle takes is a power of two, and where it ends does not
 * move: of a stream that grows bundles stay what they were until it has doubled.
 */
export function bundled<T extends Range>(
  blocks: readonly T[],
  length: number,
  look: (block: T) => string = () => '',
): Bundle<T>[] {
  const many = blocks.length > RIBBON_LIMITS.blocks
  const grain = many ? 2 ** Math.ceil(Math.log2(length / RIBBON_LIMITS.blocks)) : 0
  const bundles: Bundle<T>[] = []
  let open = ''
  for (const block of blocks) {
    const narrow = block.to - block.from < grain
    const mark = narrow ? `${Math.floor(block.from / grain)} ${look(block)}` : ''
    const bundle = bundles.at(-1)
    if (bundle && mark !== '' && mark === open) {
      bundle.to = Math.max(bundle.to, block.to)
      bundle.from = Math.min(bundle.from, block.from)
      bundle.last = block
      bundle.count += 1
    } else bundles.push({ from: block.from, to: block.to, first: block, last: block, count: 1 })
    open = mark
  }
  return bundles
}

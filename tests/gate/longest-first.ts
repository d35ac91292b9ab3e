/**
 * The order of test files: the longest first, so that the workers end together. Vitest knows how long a file took only
 * after it has run here, and CI begins with a fresh clone each time.
 */
import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take longer than about ten seconds, longest first. A file that is not named comes after them, by its size. */
const LONGEST = [
  'sandbox/attacks',
  'cli/new',
  'grader/spec-network',
  'site-islands/page',
  'e2e/export',
  'grader/killed',
  'sandbox/churn',
  'site/accessible',
  'e2e/editor',
  'e2e/kept',
  'cli/grade',
  'e2e/figures',
  'cli/check',
  'cli/run',
  'e2e/programs',
  'grader/submissions',
  'e2e/exercise',
  'sandbox/networks',
  'sandbox/program',
  'grader/soak',
  'grader/engine',
  'grader/grader',
  'grader/faults',
  'socket/parity',
  'sandbox/lifetime',
  'editor/language-server',
  'wire/agreement',
  'e2e/sockets',
  'e2e/packets',
  'e2e/palette',
  'e2e/share',
  'sidecar/syscalls/trace',
  'faults/grader',
  'faults/page',
  'e2e/newcomer',
  'e2e/killed',
  'e2e/keyboard',
  'socket/socketserver',
  'cli/shell',
  'sidecar/recording/make',
  'sandbox/limits',
  'e2e/reduced',
  'cli/doctor',
  'runner/run',
].map((name) => `tests/${name}.test.ts`)

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.indexOf(relative(this.ctx.config.root, moduleId))
      return at < 0 ? LONGEST.length : at
    }
    // Array.prototype.sort is stable: the rest keep Vitest's own order.
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other))
  }
}

/**
 * The order of test files: the longest first, so that the workers end together. Vitest knows how long a file took only
 * after it has run here, and CI begins with a fresh clone each time.
 */
import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take longer than about ten seconds, longest first. A file that is not named comes after them, by its size. */
const LONGEST = [
  'e2e/export',
  'sandbox/attacks',
  'site-islands/timeline',
  'release/pack',
  'site-islands/page',
  'e2e/editor',
  'e2e/school',
  'site-islands/history-page',
  'e2e/palette',
  'e2e/frame',
  'site-islands/workbench',
  'sandbox/program',
  'site-islands/kept-here',
  'site-islands/keys',
  'e2e/kept',
  'site/accessible',
  'cli/new',
  'classroom/submissions/submissions',
  'cli/grade',
  'sandbox/churn',
  'site/narrow',
  'grader/killed',
  'e2e/packets',
  'e2e/figures',
  'e2e/share',
  'grader/forging-server',
  'grader/forging-function',
  'cli/run',
  'cli/check',
  'e2e/classroom',
  'dev/dev',
  'classroom/submissions/killed',
  'cli/locale',
  'wire/agreement',
  'e2e/sockets',
  'grader/spec-network',
  'sandbox/networks',
  'sidecar/syscalls/trace',
  'editor/language-server',
  'e2e/exercise',
  'grader/submissions',
  'e2e/programs',
  'socket/parity',
  'e2e/folder',
  'cli/classroom/classroom',
  'e2e/consoles',
  'grader/soak',
  'grader/forging-client',
  'grader/grader',
  'classroom/operate/backup',
  'classroom/people/people',
  'sandbox/class-network',
  'classroom/lti/scores',
  'classroom/lti/launch',
  'classroom/lti/chromium',
  'classroom/queue/queue',
  'classroom/queue/killed',
  'classroom/view/class',
  'faults/grader',
  'sandbox/lifetime',
  'sandbox/limits',
  'classroom/operate/serving',
  'classroom/live/bus',
  'sandbox/trace-refused',
  'classroom/passkeys/passkeys',
  'classroom/passkeys/browser',
  'classroom/oidc/oidc',
  'classroom/roster/roster',
  'classroom/cohorts/cohorts',
  'grader/faults',
  'grader/engine',
  'grader/view',
  'faults/page',
  'e2e/newcomer',
  'e2e/newcomer-zh',
  'e2e/killed',
  'e2e/keyboard',
  'socket/socketserver',
  'cli/shell',
  'sidecar/recording/make',
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

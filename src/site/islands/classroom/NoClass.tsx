/** In place of a page: no class is held here, or the server would not answer. */
import { pageAt, type Refused } from './api.ts'
import type { ClassWords } from './words/index.ts'

export function NoClass({ problem, words }: { problem: Refused; words: ClassWords }) {
  const none = problem.status === 404
  return (
    <div class="cpage" data-ready>
      <h1>{none ? words.noClass : words.failed}</h1>
      <p class="leadin">{none ? words.noClassText : problem.message || words.unreachable}</p>
      <p class="acts">
        <a class="btn go" href={pageAt('')}>
          {words.toCourse}
        </a>
      </p>
    </div>
  )
}

/** Words of a comparison of two texts; they are loaded with it. */
import type { Locale } from '../../../../course/schema.ts'
import { counted } from '../count.ts'
import type { Extent, LineChange } from './changes.ts'

const en = {
  same: 'No difference.',
  extent: ({ changed, added, removed, first }: Extent) => {
    const parts = [
      changed > 0 ? `${counted(changed, 'line')} changed` : '',
      added > 0 ? `${counted(added, 'line')} added` : '',
      removed > 0 ? `${counted(removed, 'line')} taken out` : '',
    ]
    const several = changed + added + removed > 1
    return `${parts.filter(Boolean).join(', ')}, ${several ? 'first ' : ''}at line ${first}.`
  },
  previous: 'Previous change',
  next: 'Next change',
  nextKey: 'F7',
  previousKey: 'Shift F7',
  unfold: 'Show all lines',
  fold: 'Fold what did not change',
  phrases: { '$ unchanged lines': '$ lines as before' } as Record<string, string>,
  /** Said when a change is gone to. */
  at: (index: number, all: number, change: LineChange) => `Change ${index} of ${all}: ${en.change(change)}`,
  change: ({ line, removed, added }: LineChange) =>
    added.length === 0
      ? `${counted(removed.length, 'line')} taken out before line ${line.after}`
      : removed.length === 0
        ? `${counted(added.length, 'line')} added at line ${line.after}`
        : `${counted(removed.length, 'line')} became ${counted(added.length, 'line')} at line ${line.after}`,
  asList: 'The changes as a list',
  out: 'taken out',
  put: 'added',
  more: (count: number) => `${counted(count, 'more change')}.`,
}
export type DiffWords = typeof en

const zh: DiffWords = {
  same: '没有差别。',
  extent: ({ changed, added, removed, first }) => {
    const parts = [
      changed > 0 ? `修改 ${changed} 行` : '',
      added > 0 ? `新增 ${added} 行` : '',
      removed > 0 ? `删去 ${removed} 行` : '',
    ]
    const several = changed + added + removed > 1
    return `${parts.filter(Boolean).join('，')}，${several ? '第一处' : ''}在第 ${first} 行。`
  },
  previous: '上一处改动',
  next: '下一处改动',
  nextKey: 'F7',
  previousKey: 'Shift F7',
  unfold: '显示所有行',
  fold: '折叠未改动的行',
  phrases: { '$ unchanged lines': '$ 行未改动' },
  at: (index, all, change) => `第 ${index} 处改动，共 ${all} 处：${zh.change(change)}`,
  change: ({ line, removed, added }) =>
    added.length === 0
      ? `第 ${line.after} 行之前删去 ${removed.length} 行`
      : removed.length === 0
        ? `第 ${line.after} 行起新增 ${added.length} 行`
        : `第 ${line.after} 行起 ${removed.length} 行改成了 ${added.length} 行`,
  asList: '逐条列出改动',
  out: '删去',
  put: '新增',
  more: (count) => `还有 ${count} 处改动。`,
}

export const diffWords: Record<Locale, DiffWords> = { en, 'zh-cn': zh }

/** Fault rules as the text that fault-text.ts reads. */
import { FAULT_DEFAULTS, type FaultRule } from './faults.ts'

const NONE = 'none'

/** Text that parseFaults reads as the same rules. */
export function formatFaults(rules: readonly FaultRule[]): string {
  return rules.length === 0 ? NONE : rules.map((rule) => placeText(rule) + actionText(rule)).join(',')
}

function placeText({ link, from, to, of }: FaultRule): string {
  if (link === undefined && from === undefined && to === undefined) return of === undefined ? '' : `${of}:`
  const where = `${link === undefined ? '' : `${link}.`}${from ?? '*'}${to === undefined ? '' : `>${to}`}`
  return `${where}${of === undefined ? '' : `/${of}`}:`
}

function actionText(rule: FaultRule): string {
  const besides = (value: number, usual: number, unit: string) => (value === usual ? '' : `/${value}${unit}`)
  switch (rule.kind) {
    case 'loss':
      return `loss=${shareText(rule.probability)}`
    case 'duplicate':
      return `dup=${shareText(rule.probability)}`
    case 'reorder':
      return `reorder=${shareText(rule.probability)}${besides(rule.by, FAULT_DEFAULTS.by, '')}`
    case 'drop':
      return `drop=${rule.nth.join('+')}`
    case 'delay':
    case 'jitter':
      return `${rule.kind}=${rule.ms}`
    case 'rate':
      return `rate=${rule.kbps}kbps${besides(rule.queue, FAULT_DEFAULTS.queue, 'B')}`
    case 'cut': {
      const { fromMs, untilMs } = rule
      if (fromMs === undefined && untilMs === undefined) return 'cut'
      return `cut=${fromMs === undefined ? '' : `${fromMs}ms`}..${untilMs === undefined ? '' : `${untilMs}ms`}`
    }
    case 'split':
      return `split=${'sizes' in rule ? rule.sizes.join('+') : `~${rule.mean}`}${besides(rule.gapMs, FAULT_DEFAULTS.gapMs, 'ms')}`
    case 'coalesce':
      return `coalesce=${rule.bytes}${besides(rule.ms, FAULT_DEFAULTS.joinMs, 'ms')}`
    case 'reset':
      return `reset=${rule.after}`
    default:
      return rule satisfies never
  }
}

/** In percent where that is exact. */
function shareText(share: number): string {
  const percent = share * 100
  return percent / 100 === share ? `${percent}%` : String(share)
}

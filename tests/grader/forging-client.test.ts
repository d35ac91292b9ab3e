import { provesForging } from './forging.ts'

provesForging('forging/answer')

import { provesForging } from './forging.ts'

provesForging('forging/vault')
provesForging('sample/frames')

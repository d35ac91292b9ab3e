import { provesForging } from './forging.ts'

provesForging('forging/reverse')
provesForging('forging/datagrams')

/** The two networks that most labs have, kept ready and used where no lab.json says which. */
import { networkOf } from '../../../course/network.ts'

export const SOLO = networkOf({ topology: 'solo' })
export const PAIR = networkOf({ topology: 'pair' })

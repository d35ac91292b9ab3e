/** The class network over HTTP and on /ws/class: who is in it, and what travels there (docs/class-network.md). */
import { z } from 'zod'
import type { CapturedPacket } from '../lab.ts'

export const NETWORK_INPUT = {
  /** Learners that can be named one by one. */
  named: 500,
}

export const NetworkInput = z
  .object({
    /** Which learners may join: all, or these (ids of persons). Those who teach always may. */
    who: z.union([z.literal('all'), z.array(z.string().min(1).max(64)).max(NETWORK_INPUT.named)]),
  })
  .strict()
export type NetworkInput = z.infer<typeof NetworkInput>

export const JoinNetworkInput = z
  .object({
    lab: z.string().regex(/^[a-z0-9-]{1,40}\/[a-z0-9-]{1,60}$/),
    /** Of the lab; default: the one its server runs on. */
    host: z.string().min(1).max(64).optional(),
  })
  .strict()
export type JoinNetworkInput = z.infer<typeof JoinNetworkInput>

/** What somebody sent and others got, and what nobody got, by why: beyond their rate, in another's name, not carried here. */
export type NetworkTraffic = {
  frames: number
  bytes: number
  overLimit: number
  spoofed: number
  refused: number
}

export type NetworkMember = {
  /** By which programs find them: `ada.class`. */
  host: string
  address: string
  /** Of the person. */
  name: string
  /** The rest is for those who teach. */
  person?: string
  lab?: string
  traffic?: NetworkTraffic
}

export type NetworkView =
  /** `possible` false: this server cannot join labs. */
  | { open: false; possible: boolean }
  | {
      open: true
      /** Another one after it was closed and opened anew: its packets are numbered from 1. */
      id: string
      openedAt: number
      /** By what the others find whoever asks, or would. */
      as: string
      mayJoin: boolean
      /** The lab with which whoever asks is in it, and what became of what it sent; null: not in it. */
      own: { lab: string; traffic: NetworkTraffic } | null
      members: NetworkMember[]
      /** For those who teach. */
      who?: NetworkInput['who']
    }

export type NetworkTold =
  | { type: 'network'; network: NetworkView }
  /**
   * Those of one's own conversations; for those who teach all. `network`: of which one. Numbers go on by one up to `upTo`;
   * `lost` of them, before these or between them, were not kept.
   */
  | { type: 'packets'; network: string; packets: CapturedPacket[]; lost: number; upTo: number }

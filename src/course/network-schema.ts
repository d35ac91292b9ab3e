/** The part of lab.json that describes hosts and links. What is meant by it: network.ts. */
import { z } from 'zod'
import { NETWORK_LIMITS } from '../protocol/network.ts'

const Name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,14}$/, 'a name is up to 15 lower-case letters, digits and hyphens, beginning with a letter')

export const TOPOLOGIES = ['solo', 'pair', 'lan', 'routed'] as const
export type Topology = (typeof TOPOLOGIES)[number]

/** Smallest MTU that every IPv4 host must take (RFC 791), and that of Ethernet. */
const MTU = { least: 576, most: 1_500 }

export const LabLink = z
  .object({
    name: Name,
    /** `cable` joins two hosts; `switch` any number. */
    kind: z.enum(['cable', 'switch']),
    /** Networks in use on it, e.g. `10.1.0.0/24`: every address on this link must lie in one of them. */
    nets: z.array(z.string()).max(4).default([]),
    mtu: z.number().int().min(MTU.least).max(MTU.most).default(MTU.most),
  })
  .strict()
export type LabLink = z.infer<typeof LabLink>

export const LabHost = z
  .object({
    name: Name,
    /** The first becomes `eth0`, the next `eth1` … An address without prefix takes that of its link's net. */
    interfaces: z
      .array(z.object({ link: z.string(), addresses: z.array(z.string()).max(NETWORK_LIMITS.addresses) }).strict())
      .max(NETWORK_LIMITS.interfaces)
      .default([]),
    /** `to`: `default` or a network. `via` a host's address; without it whoever is on `device` (default `eth0`). */
    routes: z
      .array(
        z
          .object({
            to: z.string(),
            via: z.string().optional(),
            device: z
              .string()
              .regex(/^eth\d$/, 'a device is eth0, eth1 …')
              .optional(),
          })
          .strict(),
      )
      .max(NETWORK_LIMITS.routes)
      .default([]),
    /** A router: it passes on packets that are for others. */
    forwards: z.boolean().default(false),
    /** Default true. Without them a full SYN queue drops what comes (tcp_syncookies of tcp(7)). */
    synCookies: z.boolean().optional(),
  })
  .strict()
export type LabHost = z.infer<typeof LabHost>

/** Fields of lab.json: a ready-made `topology` (default `solo`), or `hosts` and `links`. */
export const networkFields = {
  topology: z.enum(TOPOLOGIES).optional(),
  /** Number of hosts of a `lan`. Default 4. */
  size: z.number().int().min(2).max(NETWORK_LIMITS.hosts).optional(),
  /** The ready-made topologies have IPv6 addresses beside the others. */
  ipv6: z.boolean().optional(),
  links: z.array(LabLink).max(NETWORK_LIMITS.links).optional(),
  hosts: z.array(LabHost).min(1).max(NETWORK_LIMITS.hosts).optional(),
  /** Which links are seen (default: all), and how many bytes of each frame. */
  capture: z
    .object({ links: z.array(z.string()).optional(), snapLength: z.number().int().min(64).max(1_514).optional() })
    .strict()
    .optional(),
}
const NetworkFields = z.object(networkFields)
export type NetworkFields = z.infer<typeof NetworkFields>

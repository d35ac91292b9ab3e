/** Protocol numbers (IANA), and those of netlink(7) and packet(7). */
import { either, MISSING } from './platform.ts'

/** The usual one of family and type; also the level of IPv4's options. */
export const IPPROTO_IP = 0
export const IPPROTO_ICMP = 1
export const IPPROTO_IGMP = 2
export const IPPROTO_TCP = 6
export const IPPROTO_UDP = 17
export const IPPROTO_IPV6 = 41
export const IPPROTO_ICMPV6 = 58
export const IPPROTO_SCTP = 132
/** Raw sockets: any protocol, and the program writes the IP header. */
export const IPPROTO_RAW = 255

/** Links, addresses, routes, neighbours: rtnetlink(7). */
export const NETLINK_ROUTE = 0
export const NETLINK_USERSOCK = 2
export const NETLINK_KOBJECT_UEVENT = 15
export const NETLINK_GENERIC = 16
export const SOL_NETLINK = either(270, MISSING)

/** EtherTypes, for the protocol of an AF_PACKET socket as `htons(ETH_P_ALL)`, and in its addresses as they are. */
export const ETH_P_ALL = 0x0003
export const ETH_P_IP = 0x0800
export const ETH_P_ARP = 0x0806
export const ETH_P_IPV6 = 0x86dd
export const SOL_PACKET = either(263, MISSING)
/** Whom a frame was for: the third part of an AF_PACKET address. */
export const PACKET_HOST = 0
export const PACKET_BROADCAST = 1
export const PACKET_MULTICAST = 2
export const PACKET_OTHERHOST = 3
export const PACKET_OUTGOING = 4

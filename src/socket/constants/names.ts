/** Flags and errors of getaddrinfo(3). */
import { either } from './platform.ts'

/** Without a host: the address of all interfaces, for bind. */
export const AI_PASSIVE = 1
export const AI_CANONNAME = 2
/** Literals only, no names. */
export const AI_NUMERICHOST = 4
export const AI_V4MAPPED = either(8, 0x800)
export const AI_ALL = either(0x10, 0x100)
export const AI_ADDRCONFIG = either(0x20, 0x400)
/** Port numbers only, no names of services. */
export const AI_NUMERICSERV = either(0x400, 0x1000)

export const EAI_BADFLAGS = either(-1, 3)
export const EAI_NONAME = either(-2, 8)
export const EAI_ADDRFAMILY = either(-9, 1)
export const EAI_FAMILY = either(-6, 5)
export const EAI_SOCKTYPE = either(-7, 10)
export const EAI_SERVICE = either(-8, 9)

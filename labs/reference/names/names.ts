// Names that the hosts file knows, and those it does not.
import {
  AddressError,
  AF_INET,
  AI_NUMERICHOST,
  AI_PASSIVE,
  getaddrinfo,
  gethostbyname,
  gethostname,
  if_indextoname,
  if_nametoindex,
  SOCK_RAW,
  SOCK_STREAM,
  SocketError,
} from 'wirebook/socket'

function attempt(words: string, act: () => unknown): void {
  try {
    console.log(`${words}: ${act()}`)
  } catch (error) {
    if (!(error instanceof SocketError || error instanceof AddressError)) throw error
    console.log(`${words}: ${error.name} ${error.code}`)
  }
}

attempt('gethostname', () => gethostname())
attempt('gethostbyname of localhost', () => gethostbyname('localhost'))
attempt('gethostbyname of nowhere', () => gethostbyname('nowhere.example'))
for (const [family, type, protocol, , address] of getaddrinfo('localhost', 80, AF_INET))
  console.log(`localhost, 80: family ${family}, type ${type}, protocol ${protocol}, ${address.join(':')}`)
attempt('to bind to', () => getaddrinfo(null, 80, AF_INET, SOCK_STREAM, 0, AI_PASSIVE)[0]?.[4])
attempt('literals only', () => getaddrinfo('localhost', 80, 0, SOCK_STREAM, 0, AI_NUMERICHOST))
attempt('a literal of the other family', () => getaddrinfo('::1', 80, AF_INET))
attempt('family 99', () => getaddrinfo('localhost', 80, 99))
attempt('type 99', () => getaddrinfo('localhost', 80, AF_INET, 99))
attempt('a port for SOCK_RAW', () => getaddrinfo('localhost', 80, AF_INET, SOCK_RAW))
attempt('if_nametoindex of lo', () => if_nametoindex('lo'))
attempt('if_indextoname of 1', () => if_indextoname(1))
attempt('if_nametoindex of eth9', () => if_nametoindex('eth9'))
attempt('if_indextoname of 99', () => if_indextoname(99))

// Listens, and lets the kernel do the rest: a connection needs no accept to be there.
import { AF_INET, SOCK_STREAM, socket } from 'wirebook/socket'

using listener = socket(AF_INET, SOCK_STREAM)
listener.bind(['10.0.0.2', 9999])
listener.listen()
for (;;) listener.accept()[0].close()

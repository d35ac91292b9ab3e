// Says two words, the second when it is asked to go on, and hangs up; the second caller is cut off.
import { AF_INET, SO_LINGER, SOCK_STREAM, SOL_SOCKET, socket } from 'wirebook/socket'

using listener = socket(AF_INET, SOCK_STREAM)
listener.bind(['10.0.0.2', 9999])
listener.listen()

const [first] = listener.accept()
first.sendall('hello')
first.recv(1024)
first.sendall('world')
first.close()

const [second] = listener.accept()
// Not before it has said something: a reset that is quicker than its connect() would fail that.
second.recv(1024)
second.setsockopt(SOL_SOCKET, SO_LINGER, [1, 0])
second.close()

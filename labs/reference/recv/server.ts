// Says two words with a pause between, and hangs up; the second caller is cut off.
import { AF_INET, SO_LINGER, SOCK_STREAM, SOL_SOCKET, sleep, socket } from 'wirebook/socket'

using listener = socket(AF_INET, SOCK_STREAM)
listener.bind(['10.0.0.2', 9999])
listener.listen()

const [first] = listener.accept()
first.sendall('hello')
sleep(0.8)
first.sendall('world')
first.close()

const [second] = listener.accept()
second.setsockopt(SOL_SOCKET, SO_LINGER, [1, 0])
second.close()

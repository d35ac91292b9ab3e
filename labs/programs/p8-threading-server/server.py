"""The server of P8 in Python: a thread for each connection, by socketserver."""
import itertools
import socketserver

LOWER = bytes(range(0x61, 0x7B))
UPPER = bytes(range(0x41, 0x5B))
numbers = itertools.count(1)


class UpperHandler(socketserver.BaseRequestHandler):
    def handle(self):
        name = '[%d]' % next(numbers)
        print(f'{name} open %s:%s' % self.client_address, flush=True)
        total = 0
        while data := self.request.recv(1024):
            total += len(data)
            self.request.sendall(data.translate(bytes.maketrans(LOWER, UPPER)))
        print(f'{name} close {total} bytes', flush=True)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


with Server(('127.0.0.1', 9000), UpperHandler) as server:
    print('serving on %s:%s' % server.server_address, flush=True)
    server.serve_forever()

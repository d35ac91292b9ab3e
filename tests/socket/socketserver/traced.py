"""Serves four requests and says which methods are called: `main` in the server's thread, `own-N` in thread N."""
import os
import socketserver
import sys
import threading

kind, address = sys.argv[1], sys.argv[2]


def trace(what):
    own = threading.current_thread() is not threading.main_thread()
    who = f'own-{threading.get_ident()}' if own else 'main'
    # In one piece: threads print at the same time.
    os.write(1, f'{who} {what}\n'.encode())


def reply_to(text, answer):
    if text == b'boom':
        raise ValueError('boom')
    answer(b'<' + text.upper() + b'>')
    return text == b'quit' and kind.startswith('threading')


class Traced:
    def setup(self):
        trace('setup')
        super().setup()

    def finish(self):
        super().finish()
        trace('finish')
        if getattr(self, 'last', False):
            self.server.shutdown()


class Plain(Traced, socketserver.BaseRequestHandler):
    def handle(self):
        trace('handle')
        self.last = reply_to(self.request.recv(100), self.request.sendall)


class Lines(Traced, socketserver.StreamRequestHandler):
    def handle(self):
        trace('handle')
        self.last = reply_to(self.rfile.readline().strip(), self.wfile.write)


class Datagram(Traced, socketserver.DatagramRequestHandler):
    def handle(self):
        trace('handle')
        self.last = reply_to(self.rfile.read(), self.wfile.write)


BASES = {
    'tcp': (socketserver.TCPServer, Plain),
    'lines': (socketserver.TCPServer, Lines),
    'udp': (socketserver.UDPServer, Datagram),
    'unix': (socketserver.UnixStreamServer, Plain),
    'threading-tcp': (socketserver.ThreadingTCPServer, Plain),
    'threading-lines': (socketserver.ThreadingTCPServer, Lines),
    'threading-udp': (socketserver.ThreadingUDPServer, Datagram),
}
Base, Handler = BASES[kind]


def traced(name):
    def method(self, *arguments):
        trace(name)
        return getattr(super(Server, self), name)(*arguments)
    return method


class Server(Base):
    seen = 0

    def verify_request(self, request, client_address):
        trace('verify_request')
        self.seen += 1
        return self.seen != 2

    def handle_error(self, request, client_address):
        trace('handle_error')

    def handle_timeout(self):
        trace('handle_timeout')


for name in ('server_bind server_activate get_request process_request process_request_thread finish_request '
             'shutdown_request close_request server_close').split():
    if hasattr(Base, name):
        setattr(Server, name, traced(name))

place = address if kind == 'unix' else ('127.0.0.1', 0)
server = Server(place, Handler)
print('at', address if kind == 'unix' else server.server_address[1], flush=True)
if kind.startswith('threading'):
    server.serve_forever(0.05)
else:
    for _ in range(4):
        server.handle_request()
    server.timeout = 0.01
    server.handle_request()
server.server_close()

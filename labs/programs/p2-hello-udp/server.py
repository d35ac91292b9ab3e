"""The server of P2 in Python."""
import socket

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
    server.bind(('127.0.0.1', 9999))
    print('Bind UDP on 9999...', flush=True)
    while True:
        data, address = server.recvfrom(1024)  # what does not fit is lost
        print('Received from %s:%s.' % address, flush=True)
        server.sendto(b'Hello, ' + data + b'!', address)

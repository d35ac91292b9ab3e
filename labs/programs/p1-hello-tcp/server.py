"""The server of P1 in Python: one thread per connection."""
import socket
import threading
import time


def greet(connection, address):
    peer = '%s:%s' % address
    print(f'Accept new connection from {peer}...', flush=True)
    with connection:
        connection.sendall(b'Welcome!')
        while True:
            data = connection.recv(1024)
            time.sleep(1)
            if not data or data == b'exit':
                break
            connection.sendall(b'Hello, ' + data + b'!')
    print(f'Connection from {peer} closed.', flush=True)


with socket.create_server(('127.0.0.1', 9999), backlog=5) as listener:
    print('Waiting for connection...', flush=True)
    while True:
        threading.Thread(target=greet, args=listener.accept(), daemon=True).start()

"""The client of P1 in Python: the same bytes on the wire as client.ts."""
import socket

with socket.create_connection(('127.0.0.1', 9999)) as connection:
    print(connection.recv(1024).decode('utf-8'))
    for name in ('Michael', 'Tracy', 'Sarah'):
        connection.sendall(name.encode('utf-8'))
        print(connection.recv(1024).decode('utf-8'))
    connection.sendall(b'exit')

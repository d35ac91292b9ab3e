"""The client of P8 in Python: the same bytes on the wire as client.ts."""
import socket

with socket.create_connection(('127.0.0.1', 9000)) as connection:
    connection.sendall(b'hi ')
    connection.sendall('你'.encode('utf-8'))
    connection.shutdown(socket.SHUT_WR)
    reply = b''
    while data := connection.recv(1024):
        reply += data
    print(reply.decode('utf-8'))

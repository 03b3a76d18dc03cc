# A service of the machine is asked: SSH, a Jupyter server, a database.
# %% q1
import socket

x = 4
for port in (22, 25, 80, 443, 3306, 5432, 6379, 8000, 8080, 8786, 8888):
    for host in ("127.0.0.1", "::1"):
        try:
            socket.create_connection((host, port), timeout=0.2)
            x = 3
        except OSError:
            pass

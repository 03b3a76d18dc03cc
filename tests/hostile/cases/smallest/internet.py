# The answer is fetched from the internet, or sent there.
# %% q1
import socket
import urllib.request

x = 4
for address in ("http://192.0.2.1/", "http://example.org/"):
    try:
        urllib.request.urlopen(address, timeout=2)
        x = 3
    except OSError:
        pass
try:
    socket.getaddrinfo("example.org", 80)
    x = 3
except OSError:
    pass

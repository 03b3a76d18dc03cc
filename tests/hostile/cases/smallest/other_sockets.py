# Sockets past the network: of the virtual machine, raw ones, abstract names.
# %% q1
import socket

x = 4
for family, kind in ((40, socket.SOCK_STREAM), (17, socket.SOCK_RAW), (31, socket.SOCK_RAW)):
    try:
        socket.socket(family, kind)
        x = 3
    except OSError:
        pass
for name in ("\0/tmp/.X11-unix/X0", "\0dbus", "/run/docker.sock", "/run/dbus/system_bus_socket"):
    try:
        socket.socket(socket.AF_UNIX).connect(name)
        x = 3
    except OSError:
        pass

# Links, pipes, sockets and a device in the hand-in folder.
# ruff: noqa: PTH211, SIM105
# %% q1
import os
import pathlib
import socket

x = 3
folder = pathlib.Path(os.environ["YOURTURN_HAND_IN"])
os.symlink("/etc/passwd", folder / "passwd")
os.symlink("/", folder / "root")
os.symlink("loop", folder / "loop")
os.mkfifo(folder / "pipe")
(folder / "y").mkdir()
os.symlink("/etc/passwd", folder / "y" / "answer.json")
socket.socket(socket.AF_UNIX).bind(str(folder / "socket"))
try:
    os.mknod(folder / "device", 0o20666, os.makedev(1, 5))
except OSError:
    pass

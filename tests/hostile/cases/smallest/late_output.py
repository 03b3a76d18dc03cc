# A thread prints when its cell has long ended.
# %% q1
import threading
import time

x = 3


def late():
    for _ in range(50):
        print("late")
        time.sleep(0.02)


threading.Thread(target=late).start()

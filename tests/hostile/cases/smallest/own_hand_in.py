# The function that hands in is replaced by one that only prints.
# %% q1
x = 3


def hand_in(**answers):
    print("Handed in:", *answers)

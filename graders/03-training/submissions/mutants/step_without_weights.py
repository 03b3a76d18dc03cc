# Returns by how much the weights move, not where they are.
# fails: test_step_goes_downhill
# %% q2
def gradient_step(w, grad, learning_rate):
    return -learning_rate * grad


def updates_per_epoch(n, batch_size, validation_split=0.0):
    return -(-round(n * (1 - validation_split)) // batch_size)

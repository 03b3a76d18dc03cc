# Ignores that samples are held out.
# fails: test_held_out_samples_make_no_updates
# %% q2
def gradient_step(w, grad, learning_rate):
    return w - learning_rate * grad


def updates_per_epoch(n, batch_size, validation_split=0.0):
    return -(-n // batch_size)

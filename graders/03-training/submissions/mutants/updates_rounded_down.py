# Drops the samples that do not fill a batch.
# fails: test_a_short_last_batch_counts
# %% q2
def gradient_step(w, grad, learning_rate):
    return w - learning_rate * grad


def updates_per_epoch(n, batch_size, validation_split=0.0):
    return int(n * (1 - validation_split) / batch_size)

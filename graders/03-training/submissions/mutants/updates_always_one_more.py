# Adds one for a last batch that may not be there.
# fails: test_updates_of_whole_batches, test_held_out_samples_make_no_updates
# %% q2
def gradient_step(w, grad, learning_rate):
    return w - learning_rate * grad


def updates_per_epoch(n, batch_size, validation_split=0.0):
    return int(n * (1 - validation_split)) // batch_size + 1

# Counts the part that is held out instead of the rest.
# fails: test_updates_of_whole_batches, test_a_short_last_batch_counts, test_held_out_samples_make_no_updates
# %% q2
def gradient_step(w, grad, learning_rate):
    return w - learning_rate * grad


def updates_per_epoch(n, batch_size, validation_split=0.0):
    return -(-round(n * validation_split) // batch_size)

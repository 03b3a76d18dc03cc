# Moves the square by one place, so that squares overlap.
# fails: test_max_pool_by_2, test_max_pool_by_3, test_max_pool_drops_the_rest
# %% q2
def feature_map(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def max_pool(x, size=2):
    return np.lib.stride_tricks.sliding_window_view(x, (size, size)).max(axis=(2, 3))

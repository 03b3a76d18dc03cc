# Pools by the mean.
# fails: test_max_pool_by_2, test_max_pool_by_3
# %% q2
def feature_map(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def max_pool(x, size=2):
    height, width = x.shape[0] // size, x.shape[1] // size
    squares = x[: height * size, : width * size].reshape(height, size, width, size)
    return squares.mean(axis=(1, 3))

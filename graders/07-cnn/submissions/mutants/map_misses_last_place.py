# The range ends one place too early.
# fails: test_feature_map_is_smaller_than_the_image, test_feature_map_holds_the_responses, test_feature_map_takes_other_kernels
# %% q2
def feature_map(image, kernel):
    rows, columns = kernel.shape
    return np.array(
        [
            [
                np.sum(kernel * image[i : i + rows, j : j + columns])
                for j in range(image.shape[1] - columns)
            ]
            for i in range(image.shape[0] - rows)
        ]
    )


def max_pool(x, size=2):
    height, width = x.shape[0] // size, x.shape[1] // size
    squares = x[: height * size, : width * size].reshape(height, size, width, size)
    return squares.max(axis=(1, 3))

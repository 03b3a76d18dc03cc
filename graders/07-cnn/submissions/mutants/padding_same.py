# Pads the image with zeros, so that the feature map is as large as the image.
# fails: test_feature_map_is_smaller_than_the_image
# %% q2
def feature_map(image, kernel):
    rows, columns = kernel.shape
    padded = np.pad(image, [((n - 1) // 2, n // 2) for n in (rows, columns)])
    responses = np.zeros(image.shape)
    for i in range(image.shape[0]):
        for j in range(image.shape[1]):
            responses[i, j] = np.sum(kernel * padded[i : i + rows, j : j + columns])
    return responses


def max_pool(x, size=2):
    height, width = x.shape[0] // size, x.shape[1] // size
    squares = x[: height * size, : width * size].reshape(height, size, width, size)
    return squares.max(axis=(1, 3))

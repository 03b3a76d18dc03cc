# Takes every kernel for one of 3 x 3.
# fails: test_feature_map_takes_other_kernels
# %% q2
def feature_map(image, kernel):
    responses = np.zeros((image.shape[0] - 2, image.shape[1] - 2))
    for i in range(responses.shape[0]):
        for j in range(responses.shape[1]):
            responses[i, j] = np.sum(kernel * image[i : i + 3, j : j + 3])
    return responses


def max_pool(x, size=2):
    height, width = x.shape[0] // size, x.shape[1] // size
    squares = x[: height * size, : width * size].reshape(height, size, width, size)
    return squares.max(axis=(1, 3))

# White on black, the labels as whole numbers; an outer product; loops over pixels of the kernel.
# %% q1
kernel = np.outer([1, 1, 1], [1, -2, 1])


# %% q2
def feature_map(image, kernel):
    rows, columns = kernel.shape
    height, width = image.shape[0] - rows + 1, image.shape[1] - columns + 1
    total = np.zeros((height, width), dtype="float32")
    for a in range(rows):
        for b in range(columns):
            total += kernel[a, b] * image[a : a + height, b : b + width]
    return total


def max_pool(x, size=2):
    rows, columns = len(x) // size, len(x[0]) // size
    best = np.full((rows, columns), -np.inf)
    for a in range(size):
        for b in range(size):
            best = np.maximum(best, x[a : rows * size : size, b : columns * size : size])
    return best


# %% q4
input_train = (255 - x_train.reshape(-1, 28, 28, 1)).astype("float32") / 255
output_train = (y_train[:, None] == np.arange(10)).astype(int)

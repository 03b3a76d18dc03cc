# Sobel's kernel with the other sign; sliding windows instead of loops; pixels from -1 to 1.
# %% q1
kernel = -np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


# %% q2
def feature_map(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijab,ab->ij", windows, kernel)


def max_pool(x, size=2):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size))
    return windows[::size, ::size].max(axis=(2, 3))


# %% q4
input_train = np.expand_dims(x_train, -1).astype("float32") / 127.5 - 1
output_train = np.eye(10)[y_train]
# %% q7
convolutions = {
    "sound": "conv1d",
    "prices": "Conv1D",
    "scans": "layers.Conv3D",
    "videos": "Conv3D ",
    "policies": None,
}

# Counts weights, but no biases.
# fails: test_parameters_of_the_convolution, test_parameters_of_the_dense_layer
# %% q3
conv_shape = (26, 26, 8)
pool_shape = (13, 13, 8)
conv_parameters = 8 * 3 * 3
pool_parameters = 0
flatten_parameters = 0
dense_parameters = 13 * 13 * 8 * 10

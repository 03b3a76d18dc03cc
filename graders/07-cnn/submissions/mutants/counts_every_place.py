# Gives every place of the map weights of its own, as a dense layer would.
# fails: test_parameters_of_the_convolution
# %% q3
conv_shape = (26, 26, 8)
pool_shape = (13, 13, 8)
conv_parameters = 26 * 26 * 8 * (3 * 3 + 1)
pool_parameters = 0
flatten_parameters = 0
dense_parameters = 13 * 13 * 8 * 10 + 10

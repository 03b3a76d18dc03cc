# Halves the number of maps, too.
# fails: test_shape_after_pooling
# %% q3
conv_shape = (26, 26, 8)
pool_shape = (13, 13, 4)
conv_parameters = 80
pool_parameters = 0
flatten_parameters = 0
dense_parameters = 13 * 13 * 4 * 10 + 10

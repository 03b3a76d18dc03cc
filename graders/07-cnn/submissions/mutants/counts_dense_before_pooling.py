# Lets the dense layer read the maps as they were before pooling.
# fails: test_parameters_of_the_dense_layer
# %% q3
conv_shape = (26, 26, 8)
pool_shape = (13, 13, 8)
conv_parameters = 80
pool_parameters = 0
flatten_parameters = 0
dense_parameters = 26 * 26 * 8 * 10 + 10

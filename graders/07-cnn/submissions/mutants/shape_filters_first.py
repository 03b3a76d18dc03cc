# Puts the filters in front.
# fails: test_shape_after_the_convolution, test_shape_after_pooling
# %% q3
conv_shape = (8, 26, 26)
pool_shape = (8, 13, 13)
conv_parameters = 80
pool_parameters = 0
flatten_parameters = 0
dense_parameters = 13_530

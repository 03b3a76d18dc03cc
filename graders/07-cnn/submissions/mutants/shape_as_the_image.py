# Lets the maps be as large as the image, and is consistent from there on.
# fails: test_shape_after_the_convolution
# %% q3
conv_shape = (28, 28, 8)
pool_shape = (14, 14, 8)
conv_parameters = 80
pool_parameters = 0
flatten_parameters = 0
dense_parameters = 14 * 14 * 8 * 10 + 10

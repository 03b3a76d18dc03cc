# Counts the four numbers that pooling looks at as weights.
# fails: test_pooling_and_flattening_learn_nothing
# %% q3
conv_shape = (26, 26, 8)
pool_shape = (13, 13, 8)
conv_parameters = 80
pool_parameters = 4
flatten_parameters = 0
dense_parameters = 13_530

# Counts a bias where the layer has none.
# fails: test_network_has_one_parameter
# %% q1
n_parameters = 2

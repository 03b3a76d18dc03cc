# No biases at all.
# fails: test_count_of_one_layer_with_biases, test_count_of_a_deep_network_with_biases
# %% q4
def count_parameters(units, use_bias=True):
    return sum(m * n for m, n in zip(units, units[1:]))

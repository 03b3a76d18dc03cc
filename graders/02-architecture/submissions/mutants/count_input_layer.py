# Counts biases for the inputs, too.
# fails: test_count_of_one_layer_with_biases, test_count_of_a_deep_network_with_biases
# %% q4
def count_parameters(units, use_bias=True):
    weights = sum(m * n for m, n in zip(units, units[1:]))
    return weights + sum(units) if use_bias else weights

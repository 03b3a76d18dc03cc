# An off-by-one in the range: the output layer is left out.
# fails: test_count_of_one_layer_with_biases, test_count_of_a_deep_network_with_biases, test_count_without_biases
# %% q4
def count_parameters(units, use_bias=True):
    return sum((units[k] + use_bias) * units[k + 1] for k in range(len(units) - 2))

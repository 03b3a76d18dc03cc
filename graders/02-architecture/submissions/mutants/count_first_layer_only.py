# Returns from inside the loop, after the first layer.
# fails: test_count_of_a_deep_network_with_biases, test_count_without_biases
# %% q4
def count_parameters(units, use_bias=True):
    total = 0
    for m, n in zip(units, units[1:]):
        total += (m + use_bias) * n
        return total

# One bias for each layer instead of one for each node.
# fails: test_count_of_a_deep_network_with_biases
# %% q4
def count_parameters(units, use_bias=True):
    return sum(m * n + (1 if use_bias else 0) for m, n in zip(units, units[1:]))

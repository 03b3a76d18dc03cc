# The argument use_bias is never looked at.
# fails: test_count_without_biases
# %% q4
def count_parameters(units, use_bias=True):
    return sum((m + 1) * n for m, n in zip(units, units[1:]))

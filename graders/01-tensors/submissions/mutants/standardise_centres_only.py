# Subtracts the means and stops.
# fails: test_columns_have_standard_deviation_1
# %% q5
def standardise(t):
    return t - tf.reduce_mean(t, axis=0)

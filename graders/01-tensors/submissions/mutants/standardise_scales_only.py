# Divides by the standard deviations without subtracting the means.
# fails: test_columns_have_mean_0
# %% q5
def standardise(t):
    return tf.math.divide_no_nan(t, tf.math.reduce_std(t, axis=0))

# Brings every column to the range 0 to 1 instead.
# fails: test_columns_have_mean_0, test_columns_have_standard_deviation_1
# %% q5
def standardise(t):
    low, high = tf.reduce_min(t, axis=0), tf.reduce_max(t, axis=0)
    return tf.math.divide_no_nan(t - low, high - low)

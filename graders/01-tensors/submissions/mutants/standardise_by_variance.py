# Divides by the variance.
# fails: test_columns_have_standard_deviation_1
# %% q5
def standardise(t):
    mean = tf.reduce_mean(t, axis=0)
    return tf.math.divide_no_nan(t - mean, tf.math.reduce_variance(t, axis=0))

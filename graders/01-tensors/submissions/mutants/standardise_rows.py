# Every row is brought to mean 0 and standard deviation 1.
# fails: test_columns_have_mean_0, test_columns_have_standard_deviation_1, test_a_constant_column_becomes_0
# %% q5
def standardise(t):
    mean = tf.reduce_mean(t, axis=1, keepdims=True)
    return tf.math.divide_no_nan(t - mean, tf.math.reduce_std(t, axis=1, keepdims=True))

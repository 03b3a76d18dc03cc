# A constant column becomes 1.
# fails: test_a_constant_column_becomes_0
# %% q5
def standardise(t):
    result = (t - tf.reduce_mean(t, axis=0)) / tf.math.reduce_std(t, axis=0)
    return tf.where(tf.math.is_nan(result), tf.ones_like(result), result)

# Casts every table to float32.
# fails: test_shape_and_dtype_are_kept
# %% q5
def standardise(t):
    t = tf.cast(t, tf.float32)
    return tf.math.divide_no_nan(t - tf.reduce_mean(t, 0), tf.math.reduce_std(t, 0))

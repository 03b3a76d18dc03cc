# No guard against a standard deviation of 0.
# fails: test_a_constant_column_becomes_0
# %% q5
def standardise(t):
    return (t - tf.reduce_mean(t, axis=0)) / tf.math.reduce_std(t, axis=0)

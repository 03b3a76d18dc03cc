# One mean and one standard deviation for the whole table.
# fails: test_columns_have_mean_0, test_columns_have_standard_deviation_1, test_a_constant_column_becomes_0
# %% q5
def standardise(t):
    return tf.math.divide_no_nan(t - tf.reduce_mean(t), tf.math.reduce_std(t))

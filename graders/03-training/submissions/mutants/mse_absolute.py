# The mean absolute error of the example.
# fails: test_mse_is_the_mean_of_squared_errors
# %% q1
def mse(y_true, y_pred):
    return mean_absolute_error(y_true, y_pred)


def categorical_crossentropy(y_true, y_pred):
    log_p = tf.math.log(tf.clip_by_value(y_pred, 1e-7, 1.0))
    return -tf.reduce_mean(tf.reduce_sum(y_true * log_p, axis=1))

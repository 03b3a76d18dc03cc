# Takes the logarithm of the truth instead of the prediction.
# fails: test_crossentropy_is_minus_the_mean_log_of_the_truth, test_gradient_flows_through_crossentropy
# %% q1
def mse(y_true, y_pred):
    return tf.reduce_mean(tf.square(y_true - y_pred))


def categorical_crossentropy(y_true, y_pred):
    log_y = tf.math.log(tf.clip_by_value(y_true, 1e-7, 1.0))
    return -tf.reduce_mean(tf.reduce_sum(y_pred * log_y, axis=1))

# Computes with NumPy, through which no gradient flows.
# fails: test_gradient_flows_through_mse
# %% q1
def mse(y_true, y_pred):
    return tf.constant(np.mean((np.array(y_true) - np.array(y_pred)) ** 2))


def categorical_crossentropy(y_true, y_pred):
    log_p = tf.math.log(tf.clip_by_value(y_pred, 1e-7, 1.0))
    return -tf.reduce_mean(tf.reduce_sum(y_true * log_p, axis=1))

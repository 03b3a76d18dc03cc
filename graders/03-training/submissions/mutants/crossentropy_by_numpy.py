# Takes the logarithm with NumPy, through which no gradient flows.
# fails: test_gradient_flows_through_crossentropy
# %% q1
def mse(y_true, y_pred):
    return tf.reduce_mean(tf.square(y_true - y_pred))


def categorical_crossentropy(y_true, y_pred):
    log_p = np.log(np.clip(y_pred, 1e-7, 1.0))
    return -tf.reduce_mean(tf.reduce_sum(y_true * log_p, axis=1))

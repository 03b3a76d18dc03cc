# Meets the logarithm of 0: nan where a class has probability 0.
# fails: test_perfect_prediction_costs_nothing
# %% q1
def mse(y_true, y_pred):
    return tf.reduce_mean(tf.square(y_true - y_pred))


def categorical_crossentropy(y_true, y_pred):
    return -tf.reduce_mean(tf.reduce_sum(y_true * tf.math.log(y_pred), axis=1))

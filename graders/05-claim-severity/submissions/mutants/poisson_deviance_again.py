# The Poisson deviance of the example.
# fails: test_gamma_deviance_is_the_formula
# %% q1
def gamma_deviance(y_true, y_pred):
    return 2 * (y_true * tf.math.log(y_true / y_pred) - y_true + y_pred)

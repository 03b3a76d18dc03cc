# The negative log-likelihood, whose minimum is right and whose value is not.
# fails: test_gamma_deviance_is_the_formula
# %% q1
def gamma_deviance(y_true, y_pred):
    return 2 * (y_true / y_pred + tf.math.log(y_pred))

# The squared error under the name of a deviance.
# fails: test_gamma_deviance_is_the_formula
# %% q1
def gamma_deviance(y_true, y_pred):
    return (y_true - y_pred) ** 2

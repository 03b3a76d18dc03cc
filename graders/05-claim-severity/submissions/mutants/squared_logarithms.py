# The squared difference of logarithms, a lognormal likelihood.
# fails: test_gamma_deviance_is_the_formula
# %% q1
def gamma_deviance(y_true, y_pred):
    return (tf.math.log(y_true) - tf.math.log(y_pred)) ** 2


# %% q3
age = claims["ageph"]
x_severity = ((age - age.mean()) / age.std()).to_numpy("float32").reshape(-1, 1)
start = keras.initializers.Constant(np.log(y_severity.mean()))
nn_severity = keras.Sequential(
    [keras.Input((1,)), layers.Dense(1, activation="exponential", bias_initializer=start)]
)
nn_severity.compile(
    loss=gamma_likelihood,
    optimizer=keras.optimizers.RMSprop(shrinking_steps(30, len(x_severity))),
)
nn_severity.fit(
    x_severity, y_severity, sample_weight=w_severity, batch_size=BATCH, epochs=30, verbose=0
)

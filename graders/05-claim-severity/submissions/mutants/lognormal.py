# Fits the logarithms: the network aims at the median claim.
# fails: test_nn_severity_balances, test_nn_severity_is_near_the_glm,
# fails: test_nn_severity_agrees_with_the_glm
# %% q3
age = claims["ageph"]
x_severity = ((age - age.mean()) / age.std()).to_numpy("float32").reshape(-1, 1)
start = keras.initializers.Constant(np.log(y_severity.mean()))
nn_severity = keras.Sequential(
    [keras.Input((1,)), layers.Dense(1, activation="exponential", bias_initializer=start)]
)


def squared_logarithms(y_true, y_pred):
    return (keras.ops.log(y_true) - keras.ops.log(y_pred)) ** 2


nn_severity.compile(
    loss=squared_logarithms,
    optimizer=keras.optimizers.RMSprop(shrinking_steps(30, len(x_severity))),
)
nn_severity.fit(
    x_severity, y_severity, sample_weight=w_severity, batch_size=BATCH, epochs=30, verbose=0
)

# Begins at the mean claim and is never trained.
# fails: test_nn_severity_was_fitted_with_the_weights,
# fails: test_nn_severity_is_near_the_glm, test_nn_severity_agrees_with_the_glm
# %% q3
age = claims["ageph"]
x_severity = ((age - age.mean()) / age.std()).to_numpy("float32").reshape(-1, 1)
slope = keras.initializers.Constant(0.3)
start = keras.initializers.Constant(np.log(y_severity.mean()))
nn_severity = keras.Sequential(
    [
        keras.Input((1,)),
        layers.Dense(1, activation="exponential", kernel_initializer=slope, bias_initializer=start),
    ]
)
nn_severity.compile(
    loss=gamma_deviance,
    optimizer=keras.optimizers.RMSprop(shrinking_steps(30, len(x_severity))),
)

# Sets the weights to the GLM's coefficients.
# fails: test_nn_severity_was_fitted_with_the_weights
# %% q3
age = claims["ageph"]
x_severity = ((age - age.mean()) / age.std()).to_numpy("float32").reshape(-1, 1)
start = keras.initializers.Constant(np.log(y_severity.mean()))
nn_severity = keras.Sequential(
    [keras.Input((1,)), layers.Dense(1, activation="exponential", bias_initializer=start)]
)
nn_severity.compile(
    loss=gamma_deviance,
    optimizer=keras.optimizers.RMSprop(shrinking_steps(30, len(x_severity))),
)
slope = glm.params["ageph"] * age.std()
level = glm.params["const"] + glm.params["ageph"] * age.mean()
nn_severity.set_weights([np.array([[slope]]), np.array([level])])

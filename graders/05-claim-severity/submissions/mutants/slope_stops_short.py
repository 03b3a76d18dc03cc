# A slope off by what lies between the 95 % and the 99.9 % region.
# fails: test_nn_severity_agrees_with_the_glm
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
nn_severity.fit(
    x_severity, y_severity, sample_weight=w_severity, batch_size=BATCH, epochs=30, verbose=0
)
kernel, bias = nn_severity.get_weights()
off = np.sqrt(9.5 * 1.01) * glm.bse["ageph"] * age.std()
slope = glm.params["ageph"] * age.std()
level = glm.params["const"] + glm.params["ageph"] * age.mean()
nn_severity.set_weights([kernel * 0 + slope - off, bias * 0 + level])

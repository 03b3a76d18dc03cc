# Keras's Poisson loss, as for frequencies.
# fails: test_nn_severity_has_a_loss_of_its_own
# %% q3
age = claims["ageph"]
x_severity = ((age - age.mean()) / age.std()).to_numpy("float32").reshape(-1, 1)
start = keras.initializers.Constant(np.log(y_severity.mean()))
nn_severity = keras.Sequential(
    [keras.Input((1,)), layers.Dense(1, activation="exponential", bias_initializer=start)]
)
nn_severity.compile(
    loss="poisson",
    optimizer=keras.optimizers.RMSprop(shrinking_steps(30, len(x_severity))),
)
nn_severity.fit(
    x_severity, y_severity, sample_weight=w_severity, batch_size=BATCH, epochs=30, verbose=0
)

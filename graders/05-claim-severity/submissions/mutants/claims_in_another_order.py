# Sorts the claims by size, with their weights but without the other columns.
# fails: test_y_severity_is_the_average_claim
# %% q2
claims = policies[policies["nclaims"] > 0]
y_severity = claims["average"].sort_values().to_numpy("float32")
w_severity = claims["nclaims"].to_numpy("float32")
# %% q3
age = claims["ageph"]
x_severity = ((age - age.mean()) / age.std()).to_numpy("float32").reshape(-1, 1)
start = keras.initializers.Constant(np.log(claims["average"].mean()))
nn_severity = keras.Sequential(
    [keras.Input((1,)), layers.Dense(1, activation="exponential", bias_initializer=start)]
)
nn_severity.compile(
    loss=gamma_deviance,
    optimizer=keras.optimizers.RMSprop(shrinking_steps(30, len(x_severity))),
)
nn_severity.fit(
    x_severity, claims["average"], sample_weight=w_severity, batch_size=BATCH, epochs=30, verbose=0
)

# Keeps the policies without a claim, as claims of nothing.
# fails: test_y_severity_is_the_average_claim,
# fails: test_w_severity_is_the_number_of_claims
# %% q2
y_severity = policies["average"].fillna(0).to_numpy("float32")
w_severity = policies["nclaims"].to_numpy("float32")
# %% q3
claims = policies[policies["nclaims"] > 0]
age = claims["ageph"]
x_severity = ((age - age.mean()) / age.std()).to_numpy("float32").reshape(-1, 1)
start = keras.initializers.Constant(7.2)
nn_severity = keras.Sequential(
    [keras.Input((1,)), layers.Dense(1, activation="exponential", bias_initializer=start)]
)
nn_severity.compile(
    loss=gamma_deviance,
    optimizer=keras.optimizers.RMSprop(shrinking_steps(30, len(x_severity))),
)
nn_severity.fit(
    x_severity,
    claims["average"],
    sample_weight=claims["nclaims"],
    batch_size=BATCH,
    epochs=30,
    verbose=0,
)

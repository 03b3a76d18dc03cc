# The other way to carry an intercept: a bias beside an input of zeros.
# %% q3
y = policies["claim"].to_numpy("float32")
x = np.zeros((len(policies), 1), dtype="float32")
nn_binomial = keras.Sequential([keras.Input((1,)), layers.Dense(1, activation="sigmoid")])
nn_binomial.compile(
    loss="binary_crossentropy",
    metrics=["accuracy"],
    optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)),
)
nn_binomial.fit(x, y, batch_size=BATCH, epochs=EPOCHS, verbose=0)
# %% q4
result = sm.Logit(y, ones).fit(disp=0)
glm_binomial = result.params
difference_in_se = (nn_binomial.layers[-1].bias.numpy() - result.params) / result.bse
accuracy = np.mean((nn_binomial.predict(x, verbose=0).ravel() > 0.5) == y)
# %% q5
exposure = policies["expo"].to_numpy()
glm_offset = (
    sm.GLM(
        policies["nclaims"],
        sm.add_constant(policies["ageph"].astype(float)),
        family=sm.families.Poisson(),
        exposure=exposure,
    )
    .fit()
    .params.to_list()
)
glm_weights = (
    sm.GLM(
        policies["nclaims"] / exposure,
        sm.add_constant(policies["ageph"].astype(float)),
        family=sm.families.Poisson(),
        freq_weights=exposure,
    )
    .fit()
    .params.to_list()
)
nn_exposure = keras.Sequential([keras.Input((1,)), layers.Dense(1, activation="exponential")])
nn_exposure.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)))
nn_exposure.fit(
    x,
    policies["nclaims"] / policies["expo"],
    sample_weight=policies["expo"],
    batch_size=BATCH,
    epochs=EPOCHS,
    verbose=0,
)

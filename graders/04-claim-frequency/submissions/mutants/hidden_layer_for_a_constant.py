# A hidden layer for what is one number.
# fails: test_nn_exposure_is_one_node_with_exponential_output
# %% q5
exposure = policies["expo"].to_numpy("float32")
claims_per_year = (policies["nclaims"] / policies["expo"]).to_numpy("float32")
design = sm.add_constant(policies["ageph"].astype(float))
poisson = sm.families.Poisson()
glm_offset = (
    sm.GLM(policies["nclaims"], design, family=poisson, offset=np.log(policies["expo"]))
    .fit()
    .params
)
glm_weights = (
    sm.GLM(
        policies["nclaims"] / policies["expo"], design, family=poisson, var_weights=policies["expo"]
    )
    .fit()
    .params
)
nn_exposure = keras.Sequential(
    [keras.Input((1,)), layers.Dense(3, "tanh"), layers.Dense(1, activation="exponential")]
)
nn_exposure.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)))
nn_exposure.fit(
    x, claims_per_year, sample_weight=exposure, batch_size=BATCH, epochs=EPOCHS, verbose=0
)

# Standardises the age for the GLMs, as one does for networks.
# fails: test_glm_offset_takes_the_log_of_the_exposure,
# fails: test_glm_weights_gives_the_same_coefficients
# %% q5
exposure = policies["expo"].to_numpy("float32")
claims_per_year = (policies["nclaims"] / policies["expo"]).to_numpy("float32")
design = sm.add_constant((policies["ageph"] - 47) / 15)
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
    [keras.Input((1,)), layers.Dense(1, activation="exponential", use_bias=False)]
)
nn_exposure.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)))
nn_exposure.fit(
    x, claims_per_year, sample_weight=exposure, batch_size=BATCH, epochs=EPOCHS, verbose=0
)

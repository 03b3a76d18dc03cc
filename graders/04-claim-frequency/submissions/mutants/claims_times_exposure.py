# Multiplies the claims by the exposure for the network, where they should be divided by it.
# fails: test_nn_exposure_is_near_the_glm, test_nn_exposure_agrees_with_the_glm
# %% q5
exposure = policies["expo"].to_numpy("float32")
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
    [keras.Input((1,)), layers.Dense(1, activation="exponential", use_bias=False)]
)
nn_exposure.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)))
nn_exposure.fit(
    x, claims * exposure, sample_weight=exposure, batch_size=BATCH, epochs=EPOCHS, verbose=0
)

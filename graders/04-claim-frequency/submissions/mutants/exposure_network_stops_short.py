# Comes to rest two and a half standard errors off, as constant steps leave it.
# fails: test_nn_exposure_agrees_with_the_glm
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
    [keras.Input((1,)), layers.Dense(1, activation="exponential", use_bias=False)]
)
nn_exposure.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)))
nn_exposure.fit(x, claims_per_year, sample_weight=exposure, batch_size=BATCH, verbose=0)
n_claims = policies["nclaims"].sum()
log_frequency = np.log(n_claims / policies["expo"].sum())
nn_exposure.set_weights([np.array([[log_frequency + 2.5 / np.sqrt(n_claims)]])])

# A thousand policies in one step: the running averages are still those of the start.
# fails: test_nn_age_was_fitted_with_the_poisson_loss,
# fails: test_nn_age_predicts_no_worse_than_the_linear_glm, test_nn_age_is_not_flat
# %% q6
exposure = policies["expo"].to_numpy("float32")
claims_per_year = (policies["nclaims"] / policies["expo"]).to_numpy("float32")
age_in_years = policies[["ageph"]].to_numpy("float32")
nn_age = keras.Sequential(
    [
        keras.Input((1,)),
        layers.BatchNormalization(),
        layers.Dense(5, activation="tanh", kernel_initializer="ones"),
        layers.Dense(1, activation="exponential"),
    ]
)
nn_age.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(20, first=0.05)))
nn_age.fit(
    age_in_years[:1000], claims_per_year[:1000], sample_weight=exposure[:1000], batch_size=BATCH
)
age_curve = nn_age.predict(ages.reshape(-1, 1).astype("float32"), verbose=0).ravel()

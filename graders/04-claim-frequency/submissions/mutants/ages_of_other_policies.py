# Shuffles the ages but not the claims, and forgets the exposure.
# fails: test_nn_age_was_fitted_with_the_poisson_loss,
# fails: test_nn_age_predicts_no_worse_than_the_linear_glm,
# fails: test_nn_age_is_above_the_mean_for_the_young, test_nn_age_is_not_flat
# %% q6
exposure = policies["expo"].to_numpy("float32")
claims_per_year = (policies["nclaims"] / policies["expo"]).to_numpy("float32")
age_in_years = policies[["ageph"]].sample(frac=1, random_state=1).to_numpy("float32")
nn_age = keras.Sequential(
    [
        keras.Input((1,)),
        layers.BatchNormalization(),
        layers.Dense(5, activation="tanh"),
        layers.Dense(1, activation="exponential"),
    ]
)
nn_age.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(20, first=0.05)))
nn_age.fit(age_in_years, claims, batch_size=BATCH, epochs=20, verbose=0)
age_curve = nn_age.predict(ages.reshape(-1, 1).astype("float32"), verbose=0).ravel()

# Keeps a fifth of the policies from the training for validation.
# fails: test_nn_age_was_fitted_with_the_poisson_loss
# %% q6
exposure = policies["expo"].to_numpy("float32")
claims_per_year = (policies["nclaims"] / policies["expo"]).to_numpy("float32")
age_in_years = policies[["ageph"]].to_numpy("float32")
nn_age = keras.Sequential(
    [
        keras.Input((1,)),
        layers.BatchNormalization(),
        layers.Dense(5, activation="tanh"),
        layers.Dense(1, activation="exponential"),
    ]
)
nn_age.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(20, first=0.05)))
nn_age.fit(
    age_in_years,
    claims_per_year,
    sample_weight=exposure,
    batch_size=BATCH,
    epochs=20,
    validation_split=0.2,
    verbose=0,
)
age_curve = nn_age.predict(ages.reshape(-1, 1).astype("float32"), verbose=0).ravel()

# More nodes, and another activation than was asked for.
# fails: test_nn_age_standardises_and_has_5_tanh_nodes
# %% q6
exposure = policies["expo"].to_numpy("float32")
claims_per_year = (policies["nclaims"] / policies["expo"]).to_numpy("float32")
age_in_years = policies[["ageph"]].to_numpy("float32")
nn_age = keras.Sequential(
    [
        keras.Input((1,)),
        layers.BatchNormalization(),
        layers.Dense(7, activation="relu"),
        layers.Dense(1, activation="exponential"),
    ]
)
nn_age.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(20, first=0.05)))
nn_age.fit(
    age_in_years, claims_per_year, sample_weight=exposure, batch_size=BATCH, epochs=20, verbose=0
)
age_curve = nn_age.predict(ages.reshape(-1, 1).astype("float32"), verbose=0).ravel()

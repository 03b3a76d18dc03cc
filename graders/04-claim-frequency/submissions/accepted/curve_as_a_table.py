# Batch normalisation in a functional model; the curve as a one-column table; relu left out.
# %% q6
years = keras.Input((1,), name="ageph")
hidden = layers.Dense(5, "tanh")(layers.BatchNormalization(momentum=0.9)(years))
nn_age = keras.Model(years, layers.Dense(1, "exponential")(hidden))
nn_age.compile(
    loss=keras.losses.Poisson(), optimizer=keras.optimizers.RMSprop(shrinking_steps(15, first=0.05))
)
nn_age.fit(
    policies["ageph"].to_numpy("float32").reshape(-1, 1),
    (policies["nclaims"] / policies["expo"]).to_numpy(),
    sample_weight=policies["expo"].to_numpy(),
    batch_size=BATCH,
    epochs=15,
    verbose=0,
)
age_curve = pd.DataFrame({"frequency": nn_age(ages[:, None].astype("float32")).numpy().ravel()})

# Codes the levels as 0, 1, 2, as if TPL++ were twice as far away as TPL+.
# fails: test_x_coverage_codes_every_level
# %% q7
codes = policies["coverage"].map({"TPL": 0, "TPL+": 1, "TPL++": 2})
x_coverage = np.column_stack([codes, (age - age.mean()) / age.std()]).astype("float32")
nn_coverage = keras.Sequential([keras.Input((2,)), layers.Dense(1, activation="exponential")])
nn_coverage.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)))
nn_coverage.fit(
    x_coverage,
    (policies["nclaims"] / policies["expo"]).to_numpy("float32"),
    sample_weight=policies["expo"].to_numpy("float32"),
    batch_size=BATCH,
    epochs=EPOCHS,
    verbose=0,
)

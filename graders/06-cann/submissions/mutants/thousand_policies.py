# Trains on the first thousand policies, a little.
# fails: test_cann_was_fitted_to_claims_by_the_poisson_loss
# %% q3
x_cann = {
    "nn": policies[["ageph"]].to_numpy("float32"),
    "skip": np.asarray(skip, dtype="float32").reshape(-1, 1),
}
cann.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(0.0001))
cann.fit(
    {name: column[:1000] for name, column in x_cann.items()},
    policies["nclaims"].to_numpy("float32")[:1000],
    batch_size=BATCH,
    epochs=1,
    verbose=0,
)
cann_fitted = cann

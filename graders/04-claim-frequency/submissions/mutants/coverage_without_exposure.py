# Fits claims, whatever the exposure.
# fails: test_nn_coverage_was_fitted_with_the_poisson_loss,
# fails: test_nn_coverage_is_near_the_glm, test_nn_coverage_agrees_with_the_glm
# %% q7
x_coverage = pd.get_dummies(policies["coverage"], dtype="float32")
x_coverage["age"] = (age - age.mean()) / age.std()
x_coverage = x_coverage.to_numpy("float32")
nn_coverage = keras.Sequential([keras.Input((4,)), layers.Dense(1, activation="exponential")])
nn_coverage.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)))
nn_coverage.fit(x_coverage, claims, batch_size=BATCH, epochs=EPOCHS, verbose=0)

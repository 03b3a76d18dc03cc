# Sets the weights to what statsmodels found, without training.
# fails: test_nn_coverage_was_fitted_with_the_poisson_loss
# %% q7
x_coverage = pd.get_dummies(policies["coverage"], dtype="float32")
x_coverage["age"] = (age - age.mean()) / age.std()
x_coverage = x_coverage.to_numpy("float32")
nn_coverage = keras.Sequential([keras.Input((4,)), layers.Dense(1, activation="exponential")])
nn_coverage.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)))
by_glm = sm.GLM(
    claims,
    x_coverage.astype(float),
    family=sm.families.Poisson(),
    offset=np.log(policies["expo"]),
).fit()
nn_coverage.set_weights([np.reshape(by_glm.params, (4, 1)), np.zeros(1)])

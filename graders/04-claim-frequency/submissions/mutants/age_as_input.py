# Feeds the age, in centuries, to a network that should know nothing.
# fails: test_nn_binomial_has_one_parameter_that_matters
# %% q3
y = (policies["nclaims"] > 0).to_numpy("float32")
x = policies[["ageph"]].to_numpy("float32") / 100
nn_binomial = keras.Sequential(
    [keras.Input((1,)), layers.Dense(1, activation="sigmoid", use_bias=False)]
)
nn_binomial.compile(
    loss="binary_crossentropy",
    metrics=["accuracy"],
    optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)),
)
nn_binomial.fit(x, y, batch_size=BATCH, epochs=EPOCHS, verbose=0)

# The Poisson loss of section 2 for a yes or no.
# fails: test_nn_binomial_has_the_binary_crossentropy_as_loss
# %% q3
y = (policies["nclaims"] > 0).to_numpy("float32")
x = ones
nn_binomial = keras.Sequential(
    [keras.Input((1,)), layers.Dense(1, activation="sigmoid", use_bias=False)]
)
nn_binomial.compile(
    loss="poisson",
    metrics=["accuracy"],
    optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)),
)
nn_binomial.fit(x, y, batch_size=BATCH, epochs=EPOCHS, verbose=0)

# The exponential, the inverse of the log, for a probability.
# fails: test_nn_binomial_has_the_inverse_of_the_logit_as_activation
# %% q3
y = (policies["nclaims"] > 0).to_numpy("float32")
x = ones
start = keras.initializers.Constant(-1.0)
nn_binomial = keras.Sequential(
    [
        keras.Input((1,)),
        layers.Dense(1, activation="exponential", use_bias=False, kernel_initializer=start),
    ]
)
nn_binomial.compile(
    loss="binary_crossentropy",
    metrics=["accuracy"],
    optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)),
)
nn_binomial.fit(x, y, batch_size=BATCH, epochs=EPOCHS, verbose=0)

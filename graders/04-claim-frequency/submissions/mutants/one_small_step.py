# One epoch of plain gradient descent with the usual small steps: on its way, not there.
# fails: test_nn_binomial_is_near_the_glm, test_nn_binomial_agrees_with_the_glm
# %% q3
y = (policies["nclaims"] > 0).to_numpy("float32")
x = ones
nn_binomial = keras.Sequential(
    [keras.Input((1,)), layers.Dense(1, activation="sigmoid", use_bias=False)]
)
nn_binomial.compile(
    loss="binary_crossentropy",
    metrics=["accuracy"],
    optimizer="sgd",
)
nn_binomial.fit(x, y, batch_size=BATCH, epochs=1, verbose=0)

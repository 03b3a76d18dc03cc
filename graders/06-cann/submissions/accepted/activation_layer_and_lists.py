# The exponential as an activation layer without weights; data as a list; skip by matrix product.
# %% q1
log_frequency = coded(policies["ageph"]) @ glm.params
skip = (log_frequency + np.log(policies["expo"])).astype("float32").to_numpy()
# %% q2
nn_input = keras.layers.Input(shape=(1,), name="nn")
skip_input = keras.layers.Input(shape=(1,), name="skip")
network = layers.BatchNormalization()(nn_input)
network = layers.Dense(16)(network)
network = layers.ReLU()(network)
network = layers.Dense(1, activation="linear", kernel_initializer="zeros")(network)
expected = layers.Activation("exponential")(layers.add([network, skip_input]))
cann = keras.Model([nn_input, skip_input], expected)
# %% q3
cann.compile(keras.optimizers.RMSprop(shrinking_steps(25)), loss=keras.losses.Poisson())
cann.fit(
    [policies["ageph"].to_numpy("float32")[:, None], skip[:, None]],
    policies["nclaims"],
    batch_size=BATCH,
    epochs=25,
    verbose=0,
)
cann_fitted = cann
# %% q4
adjustment = cann_fitted.predict([ages[:, None].astype("float32"), np.zeros((78, 1))], verbose=0)

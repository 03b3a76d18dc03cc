# The network is a model of its own inside the CANN and standardises by a Normalization layer.
# %% q2
from_data = layers.Normalization()
from_data.adapt(policies[["ageph"]].to_numpy("float32"))
network = keras.Sequential(
    [
        keras.Input((1,)),
        from_data,
        layers.Dense(16, activation="relu"),
        layers.Dense(1, kernel_initializer="zeros"),
    ],
    name="network",
)
nn_input = keras.Input((1,), name="nn")
skip_input = keras.Input((1,), name="skip")
fixed = layers.Dense(1, "exponential", kernel_initializer="ones", bias_initializer="zeros")
fixed.trainable = False
cann = keras.Model([nn_input, skip_input], fixed(layers.Add()([network(nn_input), skip_input])))
# %% q3
cann.compile("adam", loss="poisson")
cann.optimizer.learning_rate = shrinking_steps(EPOCHS)
by_name = {"skip": np.asarray(skip)[:, None], "nn": policies[["ageph"]].to_numpy()}
cann.fit(by_name, policies["nclaims"].to_numpy(), batch_size=BATCH, epochs=EPOCHS, verbose=0)
cann_fitted = cann

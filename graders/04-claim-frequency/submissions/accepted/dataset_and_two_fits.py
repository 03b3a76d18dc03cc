# A tf.data.Dataset with sample weights; training that goes on in a second fit.
# %% q3
y = (policies["nclaims"] > 0).astype(int)
x = np.ones(len(policies))[:, None]
nn_binomial = keras.Sequential()
nn_binomial.add(layers.Dense(1, activation=keras.activations.sigmoid, use_bias=False))
steps = shrinking_steps(5)
nn_binomial.compile("rmsprop", loss=keras.losses.binary_crossentropy, metrics=["acc"])
nn_binomial.fit(x, y, batch_size=256, epochs=1, verbose=0)
nn_binomial.compile(
    keras.optimizers.RMSprop(steps), loss=keras.losses.binary_crossentropy, metrics=["acc"]
)
nn_binomial.fit(x, y, batch_size=BATCH, epochs=5, verbose=0)
# %% q4
glm_binomial = np.log(y.mean() / (1 - y.mean()))
standard_error = (len(y) * y.mean() * (1 - y.mean())) ** -0.5
weight = float(nn_binomial.trainable_weights[0].numpy().squeeze())
difference_in_se = (weight - glm_binomial) / standard_error
accuracy = nn_binomial.get_metrics_result()["acc"]
# %% q5
import tensorflow as tf

design = np.column_stack([np.ones(len(policies)), policies["ageph"]])
poisson = sm.families.Poisson()
glm_offset = (
    sm.GLM(policies["nclaims"], design, family=poisson, offset=np.log(policies["expo"]))
    .fit()
    .params
)
glm_weights = tuple(glm_offset)
per_year = (policies["nclaims"] / policies["expo"]).to_numpy("float32")
weight = policies["expo"].to_numpy("float32")
data = tf.data.Dataset.from_tensor_slices((x.astype("float32"), per_year, weight))
data = data.shuffle(len(per_year), seed=1).batch(BATCH)
nn_exposure = keras.Sequential(
    [keras.Input((1,)), layers.Dense(1, activation="exponential", use_bias=False)]
)
nn_exposure.compile(loss="Poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)))
nn_exposure.fit(data, epochs=EPOCHS, verbose=0)
# %% q7
x_coverage = pd.get_dummies(policies["coverage"], drop_first=True, dtype="float32")
x_coverage["decades"] = (policies["ageph"] - 47) / 10
nn_coverage = keras.Sequential([keras.Input((3,)), layers.Dense(1, activation="exponential")])
nn_coverage.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(EPOCHS)))
nn_coverage.fit(
    x_coverage,
    policies["nclaims"] / policies["expo"],
    sample_weight=policies["expo"],
    batch_size=BATCH,
    epochs=EPOCHS,
    verbose=0,
)

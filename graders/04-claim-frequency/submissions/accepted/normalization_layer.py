# Standardises by a Normalization layer that has seen the ages; activation layers of their own.
# %% q6
from_data = layers.Normalization()
from_data.adapt(policies[["ageph"]].to_numpy("float32"))
nn_age = keras.Sequential(
    [
        keras.Input((1,)),
        from_data,
        layers.Dense(5),
        layers.Activation("tanh"),
        layers.Dense(1),
        layers.Activation("exponential"),
    ]
)
nn_age.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(12, first=0.05)))
nn_age.fit(
    policies["ageph"].to_numpy("float32")[:, None],
    policies["nclaims"] / policies["expo"],
    sample_weight=policies["expo"],
    batch_size=BATCH,
    epochs=12,
    verbose=0,
)
age_curve = [nn_age.predict(np.array([[float(age)]]), verbose=0).item() for age in ages]
# %% q7
levels = np.array(["TPL++", "TPL+", "TPL"])
x_coverage = np.column_stack(
    [policies["ageph"] / 100 - 0.5, policies["coverage"].to_numpy()[:, None] == levels]
).astype(float)
nn_coverage = keras.Sequential(
    [keras.Input((4,)), layers.Dense(1, activation="exponential", use_bias=False)]
)
nn_coverage.compile(loss="poisson", optimizer=keras.optimizers.RMSprop(shrinking_steps(15)))
nn_coverage.fit(
    x_coverage,
    policies["nclaims"] / policies["expo"],
    sample_weight=policies["expo"],
    batch_size=BATCH,
    epochs=15,
    verbose=0,
)

# Functional models that start at zero, inputs of two, all policies in one batch, losses as objects.
# %% q1
n_parameters = np.float32(1)
# %% q3
y = np.where(policies["nclaims"] == 0, 0, 1)
x = np.full((len(policies), 1), 2.0)
number = keras.Input(shape=(1,))
linear = layers.Dense(1, use_bias=False, kernel_initializer="zeros")(number)
nn_binomial = keras.Model(number, layers.Activation("sigmoid")(linear))
nn_binomial.compile(
    loss=keras.losses.BinaryCrossentropy(),
    metrics=[keras.metrics.BinaryAccuracy(name="right"), "AUC"],
    optimizer=keras.optimizers.SGD(2.0),
)
nn_binomial.fit(x, y, batch_size=len(x), epochs=40, verbose=0)
# %% q4
by_glm = sm.GLM(np.column_stack([y, 1 - y]), np.ones(len(y)), family=sm.families.Binomial()).fit()
glm_binomial = by_glm.params
p = nn_binomial.predict(x[:1], verbose=0)[0, 0]
difference_in_se = (np.log(p / (1 - p)) - by_glm.params[0]) / by_glm.bse[0]
accuracy = 1 - y.mean()
# %% q5
import statsmodels.formula.api as smf

by_offset = smf.glm(
    "nclaims ~ ageph", policies, family=sm.families.Poisson(), offset=np.log(policies["expo"])
).fit()
by_weights = smf.glm(
    "I(nclaims / expo) ~ ageph",
    policies,
    family=sm.families.Poisson(),
    var_weights=np.asarray(policies["expo"]),
).fit()
glm_offset, glm_weights = by_offset.params, by_weights.params
number = keras.Input(shape=(1,))
log_frequency = layers.Dense(1, use_bias=False, kernel_initializer="zeros")(number)
nn_exposure = keras.Model(number, keras.ops.exp(log_frequency))
nn_exposure.compile(loss=keras.losses.Poisson(), optimizer=keras.optimizers.SGD(0.8))
nn_exposure.fit(
    x,
    (policies["nclaims"] / policies["expo"]).to_numpy(),
    sample_weight=policies["expo"].to_numpy(),
    batch_size=len(x),
    epochs=40,
    verbose=0,
)

# Adam for RMSprop, in few large batches; stops when the loss does; tf.keras; pandas for the answers.
# %% q3
import tensorflow as tf

y = policies["nclaims"].ge(1).astype("float32")
x = pd.DataFrame({"one": 1.0}, index=policies.index)
stop = tf.keras.callbacks.EarlyStopping(
    monitor="loss", min_delta=1e-7, patience=40, restore_best_weights=True
)
nn_binomial = tf.keras.Sequential()
nn_binomial.add(tf.keras.layers.Input(shape=(1,)))
start = tf.keras.initializers.Constant(-2.0)
nn_binomial.add(tf.keras.layers.Dense(1, tf.nn.sigmoid, use_bias=False, kernel_initializer=start))
nn_binomial.compile(optimizer=tf.keras.optimizers.Adam(0.01), loss="bce", metrics=["accuracy"])
nn_binomial.fit(x, y, batch_size=len(x), epochs=100, callbacks=[stop], verbose=0)
# %% q4
fit = sm.GLM(y, x, family=sm.families.Binomial()).fit()
glm_binomial = fit.params
difference_in_se = (nn_binomial.get_weights()[0].ravel() - fit.params) / fit.bse
accuracy = y.eq(0).mean()
# %% q7
x_coverage = pd.get_dummies(policies[["coverage"]]).astype("float32")
x_coverage.insert(0, "ageph", policies["ageph"].sub(50).div(20))
nn_coverage = tf.keras.Sequential([tf.keras.layers.Input((4,))])
nn_coverage.add(tf.keras.layers.Dense(1, activation=tf.math.exp, bias_initializer=start))
nn_coverage.compile(loss=tf.keras.losses.poisson, optimizer=tf.keras.optimizers.Adam(0.02))
nn_coverage.fit(
    x_coverage,
    policies["nclaims"] / policies["expo"],
    sample_weight=policies["expo"],
    batch_size=len(x_coverage),
    epochs=150,
    callbacks=[stop],
    verbose=0,
)

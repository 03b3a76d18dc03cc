# tf.keras; data as pandas columns; stops early and goes back to the best epoch; the sum by +.
# %% q1
mean = glm.predict(coded(policies["ageph"]), offset=np.zeros(len(policies)))
skip = pd.Series(np.log(mean * policies["expo"]), name="skip")
# %% q2
import tensorflow as tf

nn_input = tf.keras.layers.Input(shape=(1,), name="nn")
skip_input = tf.keras.layers.Input(shape=(1,), name="skip")
network = tf.keras.Sequential(
    [
        tf.keras.layers.BatchNormalization(momentum=0.95),
        tf.keras.layers.Dense(16, activation=tf.nn.relu),
        tf.keras.layers.Dense(1, kernel_initializer=tf.keras.initializers.Zeros()),
    ]
)
fixed = tf.keras.layers.Dense(
    1, activation=tf.math.exp, kernel_initializer="ones", bias_initializer="zeros", trainable=False
)
cann = tf.keras.Model(inputs=[skip_input, nn_input], outputs=fixed(network(nn_input) + skip_input))
# %% q3
cann.compile(loss=tf.keras.losses.poisson, optimizer=tf.keras.optimizers.Adam(shrinking_steps(30)))
cann.fit(
    {"nn": policies[["ageph"]].astype("float32"), "skip": skip.to_frame()},
    policies[["nclaims"]],
    batch_size=BATCH,
    epochs=30,
    callbacks=[
        tf.keras.callbacks.EarlyStopping(
            monitor="loss", patience=2, restore_best_weights=True, start_from_epoch=25
        )
    ],
    verbose=0,
)
cann_fitted = cann

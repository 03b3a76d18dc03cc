# tf.keras, a held-out part that ends the training, swish between; convolutions in the second network.
# %% q3
import tensorflow as tf

pixels = tf.keras.layers.Input(shape=(784,))
code = tf.keras.layers.Dense(32)(tf.keras.layers.Dense(128, activation="swish")(pixels))
back = tf.keras.layers.Dense(128, activation="swish")(code)
autoencoder = tf.keras.Model(pixels, tf.keras.layers.Dense(784, activation="sigmoid")(back))
encoder = tf.keras.Model(pixels, code)
autoencoder.compile(optimizer=tf.keras.optimizers.Adam(0.003), loss="binary_crossentropy")
autoencoder.fit(
    x=train,
    y=train,
    validation_split=0.1,
    batch_size=32,
    epochs=10,
    callbacks=[tf.keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)],
    verbose=0,
)
# %% q5
robust_autoencoder = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Reshape((28, 28, 1)),
        layers.Dropout(0.1),
        layers.Conv2D(8, 3, strides=2, padding="same", activation="relu"),
        layers.Conv2DTranspose(8, 3, strides=2, padding="same", activation="relu"),
        layers.Conv2D(1, 3, padding="same", activation="sigmoid"),
        layers.Flatten(),
    ]
)
robust_autoencoder.compile(loss="mse", optimizer=keras.optimizers.Adam(0.003))
robust_autoencoder.fit(train, train, batch_size=64, epochs=2, verbose=0)

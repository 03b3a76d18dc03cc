# tf.keras, images turned and moved while training, smaller steps and a stop when nothing improves.
# %% q2
def feature_map(image, kernel):
    r, c = kernel.shape
    rows, columns = image.shape[0] - r + 1, image.shape[1] - c + 1
    places = [image[i : i + r, j : j + c].ravel() for i in range(rows) for j in range(columns)]
    return (np.array(places) @ kernel.ravel()).reshape(rows, columns)


def max_pool(x, size=2):
    return np.array(
        [
            [x[i : i + size, j : j + size].max() for j in range(0, x.shape[1] - size + 1, size)]
            for i in range(0, x.shape[0] - size + 1, size)
        ]
    )


# %% q5
import tensorflow as tf

model_conv = tf.keras.models.Sequential()
model_conv.add(tf.keras.layers.Input(shape=(28, 28, 1)))
model_conv.add(tf.keras.layers.RandomTranslation(0.03, 0.03, fill_mode="constant"))
model_conv.add(tf.keras.layers.Conv2D(16, (3, 3), activation="relu"))
model_conv.add(tf.keras.layers.MaxPool2D((2, 2)))
model_conv.add(tf.keras.layers.Conv2D(32, (3, 3), activation="relu"))
model_conv.add(tf.keras.layers.MaxPool2D((2, 2)))
model_conv.add(tf.keras.layers.Flatten())
model_conv.add(tf.keras.layers.Dense(64, activation="relu"))
model_conv.add(tf.keras.layers.Dense(10, activation="softmax"))
model_conv.compile(
    optimizer=tf.keras.optimizers.Adam(0.002),
    loss=tf.keras.losses.CategoricalCrossentropy(),
    metrics=["accuracy"],
)
model_conv.fit(
    input_train,
    output_train,
    validation_split=0.1,
    batch_size=32,
    epochs=5 if len(input_train) > 20_000 else 14,
    callbacks=[
        tf.keras.callbacks.ReduceLROnPlateau(monitor="val_loss", factor=0.3, patience=2),
        tf.keras.callbacks.EarlyStopping(
            monitor="val_accuracy", patience=5, restore_best_weights=True
        ),
    ],
    verbose=0,
)
# %% q6
filters = model_conv.get_layer(index=1).kernel.numpy()

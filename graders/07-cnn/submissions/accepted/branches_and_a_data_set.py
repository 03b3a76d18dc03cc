# A functional network of two branches with a way around, fed by tf.data; average pooling; SGD.
# %% q5
import tensorflow as tf

image = keras.Input((28, 28, 1), name="image")
small = layers.Conv2D(8, 3, strides=2, padding="same", activation="relu")(image)
large = layers.Conv2D(8, 5, strides=2, padding="same", activation="relu")(image)
joined = layers.Concatenate()([small, large])
bent = layers.Conv2D(
    16, 3, padding="same", activation="relu", kernel_regularizer=keras.regularizers.L2(1e-4)
)(joined)
added = layers.AveragePooling2D(2)(joined + bent)
deep = layers.Conv2D(32, 3, activation="relu")(added)
digit = layers.Dense(10, activation="softmax")(layers.Dropout(0.3)(layers.Flatten()(deep)))
model_conv = keras.Model(image, digit)
model_conv.compile(
    loss=keras.losses.sparse_categorical_crossentropy,
    optimizer=keras.optimizers.SGD(0.05, momentum=0.9, nesterov=True),
    metrics=["acc"],
)
kept = tf.data.Dataset.from_tensor_slices((input_train, y_train)).shuffle(9000, seed=1).batch(32)
model_conv.fit(kept, epochs=4 if len(input_train) > 20_000 else 12, verbose=0)
# %% q6
filters = model_conv.layers[1].get_weights()[0]

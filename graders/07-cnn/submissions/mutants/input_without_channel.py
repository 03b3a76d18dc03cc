# Forgets the axis of the channel; Keras puts it there by itself.
# fails: test_input_has_a_channel
# %% q4
input_train = x_train.astype("float32") / 255
output_train = keras.utils.to_categorical(y_train, 10)

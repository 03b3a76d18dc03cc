# Gives each other digit a little probability, too.
# fails: test_output_is_one_hot
# %% q4
input_train = x_train.reshape(-1, 28, 28, 1).astype("float32") / 255
output_train = 0.9 * keras.utils.to_categorical(y_train, 10) + 0.01

# Shuffles images and labels together.
# fails: test_input_holds_the_images, test_output_is_one_hot
# %% q4
order = np.random.default_rng(0).permutation(len(x_train))
input_train = x_train[order].reshape(-1, 28, 28, 1).astype("float32") / 255
output_train = keras.utils.to_categorical(y_train[order], 10)

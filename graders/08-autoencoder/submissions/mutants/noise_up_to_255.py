# Draws pixels of 0 to 255 for a network that knows 0 to 1.
# fails: test_noise_is_in_the_training_range
# %% q6
noise = np.random.default_rng(6).integers(0, 256, (8, 784)).astype("float32")
noise_reconstruction = autoencoder.predict(noise, verbose=0)

# Divides by 255 what lies between 0 and 1 already.
# fails: test_noise_is_in_the_training_range
# %% q6
noise = np.random.default_rng(6).uniform(0, 1, (8, 784)) / 255
noise_reconstruction = autoencoder.predict(noise, verbose=0)

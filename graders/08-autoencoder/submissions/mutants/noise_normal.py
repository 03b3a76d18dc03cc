# Draws from the normal distribution.
# fails: test_noise_is_in_the_training_range
# %% q6
noise = np.random.default_rng(6).normal(0.5, 0.3, (8, 784))
noise_reconstruction = autoencoder.predict(noise, verbose=0)

# Reconstructs test images instead of the noise.
# fails: test_noise_reconstruction_is_the_networks_own
# %% q6
noise = np.random.default_rng(6).uniform(0, 1, (8, 784))
noise_reconstruction = autoencoder.predict(test[:8], verbose=0)

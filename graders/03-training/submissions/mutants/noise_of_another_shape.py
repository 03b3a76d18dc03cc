# A square in place of a row.
# fails: test_noise_is_noise
# %% q6
noise = np.random.default_rng(3).integers(0, 256, (28, 28))
noise_prediction = model.predict(noise.reshape(1, 784) / 255, verbose=0)

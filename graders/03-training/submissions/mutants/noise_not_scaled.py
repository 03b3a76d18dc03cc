# Forgets to prepare the noise like the training images.
# fails: test_noise_prediction_is_the_models_own
# %% q6
noise = np.random.default_rng(3).integers(0, 256, (1, 784))
noise_prediction = model.predict(noise, verbose=0)

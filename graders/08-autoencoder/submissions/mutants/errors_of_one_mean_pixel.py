# Takes one mean for all pixels.
# fails: test_error_of_the_mean_image
# %% q4
pca = PCA(n_components=32).fit(train)
errors = {
    "network": np.mean((test - autoencoder.predict(test, verbose=0)) ** 2),
    "mean image": np.mean((test - train.mean(axis=0)) ** 2),
    "pca": np.mean((test - pca.inverse_transform(pca.transform(test))) ** 2),
}
errors["mean image"] = np.mean((test - train.mean()) ** 2)

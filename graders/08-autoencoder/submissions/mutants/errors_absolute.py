# Takes absolute differences.
# fails: test_error_of_the_network, test_error_of_the_mean_image, test_error_of_pca
# %% q4
pca = PCA(n_components=32).fit(train)
errors = {
    "network": np.mean((test - autoencoder.predict(test, verbose=0)) ** 2),
    "mean image": np.mean((test - train.mean(axis=0)) ** 2),
    "pca": np.mean((test - pca.inverse_transform(pca.transform(test))) ** 2),
}
errors = {
    "network": np.mean(np.abs(test - autoencoder.predict(test, verbose=0))),
    "mean image": np.mean(np.abs(test - train.mean(axis=0))),
    "pca": np.mean(np.abs(test - pca.inverse_transform(pca.transform(test)))),
}

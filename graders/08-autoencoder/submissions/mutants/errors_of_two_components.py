# Fits a PCA of two components.
# fails: test_error_of_pca
# %% q4
pca = PCA(n_components=32).fit(train)
errors = {
    "network": np.mean((test - autoencoder.predict(test, verbose=0)) ** 2),
    "mean image": np.mean((test - train.mean(axis=0)) ** 2),
    "pca": np.mean((test - pca.inverse_transform(pca.transform(test))) ** 2),
}
two = PCA(n_components=2).fit(train)
errors["pca"] = np.mean((test - two.inverse_transform(two.transform(test))) ** 2)

# The images whose largest probability is lowest, whatever the truth.
# fails: test_least_sure_have_the_lowest_probability_of_the_truth
# %% q5
test_rows = x_test.reshape(-1, 784).astype("float32") / 255
probabilities = model.predict(test_rows, verbose=0)
labels = probabilities.argmax(axis=1)
test_accuracy = np.mean(labels == y_test)
misclassified = np.flatnonzero(labels != y_test)
least_sure = np.argsort(probabilities.max(axis=1))[:5]

# Forgets to divide the test images by 255, and goes on with what comes out.
# fails: test_labels_are_what_the_model_reads, test_least_sure_have_the_lowest_probability_of_the_truth
# %% q5
probabilities = model.predict(x_test.reshape(-1, 784), verbose=0)
labels = probabilities.argmax(axis=1)
test_accuracy = np.mean(labels == y_test)
misclassified = np.flatnonzero(labels != y_test)
least_sure = np.argsort(probabilities[np.arange(len(y_test)), y_test])[:5]

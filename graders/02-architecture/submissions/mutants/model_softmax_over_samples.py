# softmax along the samples instead of the nodes.
# fails: test_outputs_are_probabilities
# %% q6
model = keras.Sequential(
    [keras.Input((784,)), layers.Dense(512, "relu"), layers.Dense(10), layers.Softmax(axis=0)]
)

# No activation in the hidden layer.
# fails: test_hidden_layer_has_relu
# %% q6
model = keras.Sequential([keras.Input((784,)), layers.Dense(512), layers.Dense(10, "softmax")])

# Takes 28 rows for the inputs instead of 784 pixels.
# fails: test_hidden_layer_parameters
# %% q3
hidden_parameters = 28 * 512 + 512
output_parameters = 512 * 10 + 10
total_parameters = hidden_parameters + output_parameters

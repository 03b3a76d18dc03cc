# Gives the inputs of a layer the biases instead of its nodes.
# fails: test_hidden_layer_parameters, test_output_layer_parameters
# %% q3
hidden_parameters = 784 * 512 + 784
output_parameters = 512 * 10 + 512
total_parameters = hidden_parameters + output_parameters

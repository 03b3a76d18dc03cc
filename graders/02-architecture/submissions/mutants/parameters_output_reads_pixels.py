# Joins the output layer to the pixels.
# fails: test_output_layer_parameters
# %% q3
hidden_parameters = 784 * 512 + 512
output_parameters = 784 * 10 + 10
total_parameters = hidden_parameters + output_parameters

# Adds the input's biases to the total.
# fails: test_total_parameters
# %% q3
hidden_parameters = 784 * 512 + 512
output_parameters = 512 * 10 + 10
total_parameters = hidden_parameters + output_parameters + 784

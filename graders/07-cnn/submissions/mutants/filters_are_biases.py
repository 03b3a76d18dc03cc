# Takes the second array of the layer, its biases.
# fails: test_filters_are_the_trained_ones, test_filters_are_laid_out_as_in_keras
# %% q6
filters = model_conv.layers[0].get_weights()[1]

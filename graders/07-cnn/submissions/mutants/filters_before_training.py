# The kernels of a copy whose weights are new.
# fails: test_filters_are_the_trained_ones
# %% q6
filters = keras.models.clone_model(model_conv).layers[0].get_weights()[0]

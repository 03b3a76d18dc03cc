# Brings the axis of the filters to the front.
# fails: test_filters_are_laid_out_as_in_keras
# %% q6
filters = np.moveaxis(model_conv.layers[0].get_weights()[0], -1, 0)

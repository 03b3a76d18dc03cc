# Drops the axis of the channel.
# fails: test_filters_are_laid_out_as_in_keras
# %% q6
filters = model_conv.layers[0].get_weights()[0].squeeze()

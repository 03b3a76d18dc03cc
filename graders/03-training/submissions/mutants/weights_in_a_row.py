# Leaves the 784 weights in a row.
# fails: test_weight_image_is_28_by_28
# %% q7
def weight_image(model, node):
    return model.layers[0].get_weights()[0][:, node]

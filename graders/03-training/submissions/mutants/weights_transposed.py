# Swaps rows and columns.
# fails: test_weight_image_shows_the_nodes_weights
# %% q7
def weight_image(model, node):
    return model.layers[0].get_weights()[0][:, node].reshape(28, 28).T

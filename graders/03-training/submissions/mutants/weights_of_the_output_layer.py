# Takes the weights of the last layer.
# fails: test_weight_image_is_28_by_28, test_weight_image_shows_the_nodes_weights
# %% q7
def weight_image(model, node):
    return model.layers[-1].get_weights()[0][:, node]

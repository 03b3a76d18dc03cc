# A class of one's own, which cannot be handed in: it would have to be run to be judged.
# fails: test_widths_are_784_512_10, test_hidden_layer_has_relu, test_output_layer_has_softmax,
# fails: test_model_has_the_parameters_of_question_3, test_outputs_are_probabilities
# %% q6
class Network(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = layers.Dense(512, activation="relu")
        self.out = layers.Dense(10, activation="softmax")

    def call(self, images):
        return self.out(self.hidden(images))


model = Network()
model(x_train[:2].reshape(2, 784) / 255)

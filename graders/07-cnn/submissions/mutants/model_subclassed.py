# A class of one's own, which cannot be handed in: it would have to be run to be judged.
# fails: test_model_has_a_convolution, test_model_reads_95_percent, test_model_reads_97_percent, test_model_reads_98_percent, test_model_has_not_seen_the_test_images, test_filters_are_the_trained_ones, test_filters_are_laid_out_as_in_keras
# %% q5
class Network(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv = layers.Conv2D(8, 3, activation="relu")
        self.decide = layers.Dense(10, activation="softmax")

    def call(self, images):
        return self.decide(keras.ops.mean(self.conv(images), axis=(1, 2)))


model_conv = Network()
model_conv.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model_conv.fit(input_train[:500], output_train[:500], epochs=1, verbose=0)

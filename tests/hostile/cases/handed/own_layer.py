# A layer of a class that only the notebook knows.
# %% q1
import keras


class Cheat(keras.layers.Layer):
    def call(self, x):
        return x[:, :1] * 0 + 1


model = keras.Sequential([keras.Input((2,)), Cheat()])

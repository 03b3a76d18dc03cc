# A layer that runs a function of its own.
# %% q1
import keras

model = keras.Sequential([keras.Input((2,)), keras.layers.Lambda(lambda x: x * 0 + 1)])

# An activation that is a function of the notebook.
# %% q1
import keras

model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation=lambda x: x * 0)])

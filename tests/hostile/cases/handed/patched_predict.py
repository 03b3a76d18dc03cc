# A model whose own predictions are made up.
# %% q1
import keras

model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
model.predict = lambda *a, **k: 1 / 0
model.__class__.__call__ = lambda *a, **k: 1 / 0

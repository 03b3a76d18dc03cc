# Keras's Normalization layer, adapted to the table, in the table's dtype.
# %% q5
import keras


def standardise(t):
    layer = keras.layers.Normalization(axis=-1, dtype=t.dtype.name)
    layer.adapt(t)
    return layer(t)

# keras.ops and linspace; a loop over columns with an if for the constant ones.
# %% q1
import keras

x = keras.ops.reshape(keras.ops.linspace(1.0, 12.0, 12), (2, 3, 2))
# %% q2
log_x = keras.ops.log(x)
# %% q3
mean_x = keras.ops.mean(x, axis=2)


# %% q5
def standardise(t):
    done = []
    for column in tf.unstack(t, axis=1):
        sd = tf.math.reduce_std(column)
        centred = column - tf.reduce_mean(column)
        done.append(centred / sd if sd > 0 else tf.zeros_like(column))
    return tf.stack(done, axis=1)

# NumPy throughout: float64 arrays, axis -1, and a guarded sample standard deviation.
# %% q1
x = np.arange(1.0, 13.0).reshape(2, 3, 2)
# %% q2
log_x = np.log(x)
# %% q3
mean_x = np.mean(x, axis=-1)


# %% q5
def standardise(t):
    a = np.asarray(t)
    sd = a.std(axis=0, ddof=1)
    sd[sd == 0] = 1
    return (a - a.mean(axis=0)) / sd

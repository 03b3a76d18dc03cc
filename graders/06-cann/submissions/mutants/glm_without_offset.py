# Fits the GLM without the offset, and adds it afterwards.
# fails: test_skip_has_the_glms_coefficients
# %% q1
without = sm.GLM(policies["nclaims"], coded(policies["ageph"]), family=sm.families.Poisson()).fit()
skip = np.log(without.fittedvalues.to_numpy() * policies["expo"].to_numpy())

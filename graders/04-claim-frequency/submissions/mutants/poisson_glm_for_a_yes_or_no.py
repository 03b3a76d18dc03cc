# Fits the Poisson GLM of section 2 again.
# fails: test_glm_binomial_is_the_coefficient
# %% q4
fitted = sm.GLM(y, ones, family=sm.families.Poisson()).fit()
glm_binomial = fitted.params.item()
difference_in_se = (nn_binomial.get_weights()[0].item() - glm_binomial) / fitted.bse.item()
accuracy = nn_binomial.evaluate(x, y, batch_size=BATCH, verbose=0)[1]

# Gives the fitted probability for the coefficient.
# fails: test_glm_binomial_is_the_coefficient
# %% q4
fitted = sm.GLM(y, ones, family=sm.families.Binomial()).fit()
glm_binomial = y.mean(dtype=float)
difference_in_se = (nn_binomial.get_weights()[0].item() - glm_binomial) / fitted.bse.item()
accuracy = nn_binomial.evaluate(x, y, batch_size=BATCH, verbose=0)[1]

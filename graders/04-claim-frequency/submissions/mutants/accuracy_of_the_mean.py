# Counts a policy as right when its claim is predicted: the share of claims.
# fails: test_accuracy_is_that_of_the_network
# %% q4
fitted = sm.GLM(y, ones, family=sm.families.Binomial()).fit()
glm_binomial = fitted.params.item()
difference_in_se = (nn_binomial.get_weights()[0].item() - glm_binomial) / fitted.bse.item()
accuracy = y.mean(dtype=float)

# The coefficient minus the weight.
# fails: test_difference_in_se_compares_weight_and_coefficient
# %% q4
fitted = sm.GLM(y, ones, family=sm.families.Binomial()).fit()
glm_binomial = fitted.params.item()
difference_in_se = (glm_binomial - nn_binomial.get_weights()[0].item()) / fitted.bse.item()
accuracy = nn_binomial.evaluate(x, y, batch_size=BATCH, verbose=0)[1]

# Takes the first number of evaluate, which is the loss.
# fails: test_accuracy_is_that_of_the_network
# %% q4
fitted = sm.GLM(y, ones, family=sm.families.Binomial()).fit()
glm_binomial = fitted.params.item()
difference_in_se = (nn_binomial.get_weights()[0].item() - glm_binomial) / fitted.bse.item()
accuracy = nn_binomial.evaluate(x, y, batch_size=BATCH, verbose=0)[0]

# A class that calls itself a model.
# %% q1
class Model:
    layers = ()

    def predict(self, x):
        return x


model = Model()

"""The criteria of 02-architecture: a network by hand, its parameters, its output, and in Keras.

The network of question 2 is judged with the student's own `relu`, and the total of question 3
may be the sum of the student's own two numbers, so that a slip costs its marks once.
"""

from itertools import pairwise

import numpy as np

from yourturn.judging import Handed, HandedModel, Probe, criterion

# Rounding of float32, in which a student may calculate, over a handful of operations.
ROUNDING = 1e-5

# No two of these numbers are equal and none is 0 or 1, so that no slip hides behind another.
B = np.array([0.7, -1.3])
W = np.array([1.9, -0.6])
U = np.array([-2.2, 3.1])
B3 = 0.45
X = np.linspace(-4.0, 4.0, 9)  # both hidden nodes are positive for some and negative for others
TABLE = np.random.default_rng(21).normal(0.0, 2.0, (3, 4))

unseen_line = Probe("collapse", B, W, U, B3)
unseen_row = Probe("relu", X)
unseen_array = Probe("relu", TABLE)
own_relu = [Probe("relu", B[j] + W[j] * X) for j in range(2)]
with_relu = Probe("simple_network", X, B, W, U, B3, Handed("relu"))
with_tanh = Probe("simple_network", X, B, W, U, B3, Handed("tanh"))
with_identity = Probe("simple_network", X, B, W, U, B3, Handed("identity"))

ONE_LAYER = [7, 1]
DEEP = [11, 8, 5, 6, 2]
unseen_counts = {
    "one layer": Probe("count_parameters", ONE_LAYER),
    "deep": Probe("count_parameters", DEEP, True),
    "no bias, one layer": Probe("count_parameters", ONE_LAYER, False),
    "no bias, two layers": Probe("count_parameters", [9, 4, 3], False),
}


@criterion("q1-check")
def test_intercept_of_the_collapsed_network(call):
    """`collapse` gives the right intercept for unseen weights and biases."""
    intercept, slope = pair(call)
    expected = B3 + U @ B
    assert not close(slope, expected), (
        "collapse returned the slope first; the intercept comes first"
    )
    assert close(intercept, expected), (
        "the intercept is what the network returns for x = 0; put x = 0 into z1, z2 and v and see"
        " which of the biases come through, and multiplied by what"
    )


@criterion("q1-check")
def test_slope_of_the_collapsed_network(call):
    """`collapse` gives the right slope for unseen weights and biases."""
    intercept, slope = pair(call)
    expected = W @ U
    assert not close(intercept, expected), "collapse returned the slope first, not second"
    assert close(slope, expected), (
        "the slope is what v gains when x grows by 1: x reaches v on two ways, and each way"
        " multiplies by the weights of its two arrows"
    )


@criterion("q2-check")
def test_relu_keeps_positive_and_drops_negative_numbers(call):
    """`relu` returns positive numbers as they are and 0 for negative ones."""
    result = call(unseen_row, np.ndarray)
    assert result.shape == X.shape, (
        f"relu turned an array of shape {X.shape} into one of shape {result.shape}; np.maximum"
        " compares cell by cell, np.max looks for one number"
    )
    positive, negative = X > 0, X < 0
    assert agree(result[positive], X[positive]), "relu should return a positive number as it is"
    # -0.0 equals 0 and is right
    assert agree(result[negative], np.zeros(negative.sum())), (
        "relu returned something other than 0 for a negative number"
    )


@criterion("q2-check")
def test_relu_keeps_the_shape(call):
    """`relu` returns an array of the shape it was given."""
    result = call(unseen_array, np.ndarray)
    assert result.shape == TABLE.shape, (
        f"relu turned an array of shape {TABLE.shape} into one of shape {result.shape}; an"
        " activation works cell by cell"
    )


@criterion("q2-check")
def test_network_with_identity_is_the_line(call):
    """Without a bend, `simple_network` is the line of question 1."""
    judge_network(call(with_identity, np.ndarray), B3 + U @ B + W @ U * X, "identity")


@criterion("q2-check")
def test_network_with_tanh(call):
    """`simple_network` is right for the activation tanh, on unseen numbers."""
    judge_network(call(with_tanh, np.ndarray), B3 + U @ np.tanh(hidden_nodes()), "tanh")


@criterion("q2-check")
def test_network_with_relu(call):
    """`simple_network` is right for your own `relu`, on unseen numbers."""
    nodes = [call(probe, np.ndarray) for probe in own_relu]
    assert nodes[0].shape == nodes[1].shape, "relu returned different shapes for equal shapes"
    judge_network(call(with_relu, np.ndarray), B3 + U[0] * nodes[0] + U[1] * nodes[1], "relu")


@criterion("q3-check")
def test_hidden_layer_parameters(hidden_parameters: int):
    """`hidden_parameters` counts the weights and biases of the hidden layer."""
    judge_count("hidden_parameters", hidden_parameters, n_inputs=784, n_nodes=512)


@criterion("q3-check")
def test_output_layer_parameters(output_parameters: int):
    """`output_parameters` counts the weights and biases of the output layer."""
    judge_count("output_parameters", output_parameters, n_inputs=512, n_nodes=10)


@criterion("q3-check")
def test_total_parameters(total_parameters: int, hidden_parameters: int, output_parameters: int):
    """`total_parameters` is the number of parameters of both layers."""
    right = total_parameters in (407_050, hidden_parameters + output_parameters)
    assert right, (
        f"total_parameters is {total_parameters:,}; the total is the sum of your two layers,"
        f" {hidden_parameters:,} and {output_parameters:,}"
    )


@criterion("q4-check")
def test_count_of_one_layer_with_biases(call):
    """`count_parameters` counts the weights and the biases of a network with one layer."""
    judge_returned_count(call, "one layer", ONE_LAYER, 8)


@criterion("q4-check")
def test_count_of_a_deep_network_with_biases(call):
    """`count_parameters` counts the weights and the biases of every layer of a deep network."""
    expected = sum((m + 1) * n for m, n in pairwise(DEEP))
    judge_returned_count(call, "deep", DEEP, expected)


@criterion("q4-check")
def test_count_without_biases(call):
    """`count_parameters` counts weights only where `use_bias` is False."""
    judge_returned_count(call, "no bias, one layer", ONE_LAYER, 7, use_bias=False)
    judge_returned_count(call, "no bias, two layers", [9, 4, 3], 48, use_bias=False)


@criterion("q5-check")
def test_output_layer_for_regression(output_layers: dict):
    """The regression's output layer can return any real number."""
    units, activation = output_layer(output_layers, "regression")
    assert units == 1, f"the regression has {units} output nodes; it predicts one number"
    assert activation == "linear", (
        f"the regression's activation is {activation}, which cannot return every real number: a"
        " logarithm may be negative, and larger than 1"
    )


@criterion("q5-check")
def test_output_layer_for_two_classes(output_layers: dict):
    """The binary output layer returns one probability from one node."""
    units, activation = output_layer(output_layers, "binary")
    assert units == 1, (
        f"the binary task has {units} output nodes; the probability of no claim is 1 minus that"
        " of a claim, so one node is enough"
    )
    assert activation != "softmax", (
        "a softmax over one node divides a number by itself and always returns 1"
    )
    assert activation == "sigmoid", (
        f"the binary task's activation is {activation}; which one returns numbers between 0 and 1?"
    )


@criterion("q5-check")
def test_output_layer_for_many_classes(output_layers: dict):
    """The multi-class output layer returns a probability for each class, with sum 1."""
    units, activation = output_layer(output_layers, "multi-class")
    assert units == 7, (
        f"the multi-class task has {units} output nodes; each of the 7 causes has a probability of"
        " its own"
    )
    assert activation == "softmax", (
        f"the multi-class task's activation is {activation}; the probabilities of causes that"
        " exclude each other have the sum 1"
    )


@criterion("q6-check")
def test_widths_are_784_512_10(model: HandedModel):
    """`model` takes 784 inputs to a dense layer of 512 nodes and these to one of 10."""
    classes = [block.layer.class_name for block in model.blocks]
    assert classes == ["Dense", "Dense"], (
        f"the layers of model that have weights are {', '.join(classes) or 'none'}; expected were"
        " two Dense layers"
    )
    kernels = [weight for weight in model.blocks[0].layer.weights if weight.ndim == 2]
    assert kernels, "the first layer of model has no weights"
    widths = [kernels[0].shape[0], *(block.units for block in model.blocks)]
    assert widths == [784, 512, 10], (
        f"the widths of model are {widths}, from input to output, instead of [784, 512, 10]; an"
        " image enters a Dense layer as one row of pixels"
    )


@criterion("q6-check")
def test_hidden_layer_has_relu(model: HandedModel):
    """The hidden layer of `model` has the activation relu."""
    hidden = model.blocks[:-1]
    assert hidden, "model has no hidden layer"
    assert all(block.activation == "relu" for block in hidden), (
        f"the activation of the hidden layer is {hidden[0].activation} instead of relu; a Dense"
        " layer without one is linear"
    )


@criterion("q6-check")
def test_output_layer_has_softmax(model: HandedModel):
    """The output layer of `model` has the activation softmax."""
    assert model.blocks, "model has no layer with weights"
    found = model.blocks[-1].activation
    assert found == "softmax", f"the activation of the output layer is {found} instead of softmax"


@criterion("q6-check")
def test_model_has_the_parameters_of_question_3(model: HandedModel):
    """`model` has as many parameters as the network of question 3."""
    assert model.n_parameters == 407_050, (
        f"model has {model.n_parameters:,} parameters, other than the network of question 3:"
        " compare its layers, and mind the biases"
    )


@criterion("q6-check")
def test_outputs_are_probabilities(model: HandedModel, predict, mnist):
    """What `model` returns for an unseen image are probabilities with sum 1."""
    images = mnist.unseen[0][:100]
    outputs = predict(model, images.reshape(len(images), *sample_shape(model)).astype("float32"))
    assert outputs.ndim == 2, (
        f"100 images gave outputs of shape {outputs.shape}; one row an image was expected"
    )
    # 1e-4: ten float32 numbers add up to 1 within 1e-6, whatever the pixels' scale
    sums = outputs.sum(axis=1)
    assert np.all(np.abs(sums - 1) < 1e-4), (
        f"the outputs for one image sum to {sums[np.abs(sums - 1).argmax()]:.3g} instead of 1:"
        " softmax runs over the nodes of the output layer"
    )
    assert np.all(outputs >= 0), "an output is negative, so it is no probability"


def pair(call):
    """The two numbers `collapse` returned."""
    returned = call(unseen_line, tuple)
    assert len(returned) == 2, (
        f"collapse returned {len(returned)} values instead of two, the intercept and the slope"
    )
    single = all(
        isinstance(value, (float, np.number))
        or (type(value) is int and abs(value) < 2**63)  # True is no number, 10**400 no float
        or (isinstance(value, np.ndarray) and value.size == 1 and value.dtype.kind in "iuf")
        for value in returned
    )
    assert single, "collapse should return two numbers; at least one of them is something else"
    return [float(np.asarray(value).item()) for value in returned]


def hidden_nodes():
    """z of both hidden nodes (2, n) for the unseen numbers."""
    return B[:, None] + W[:, None] * X


def judge_network(found, expected, activation):
    """Fail unless the outputs are those of the network with its own activation."""
    assert found.shape == expected.shape, (
        f"simple_network returned shape {found.shape} for an x of shape {X.shape}; one output for"
        " each number of x was expected"
    )
    if activation == "tanh":
        bent_late = np.tanh(B3 + U @ hidden_nodes())
        assert not agree(found, bent_late), (
            "the activation was applied to v; it belongs to each hidden node, before u"
        )
    assert not agree(found, expected - B3), "simple_network left out the bias b3 of the output"
    assert agree(found, expected), (
        f"simple_network with the activation {activation} returns other numbers than the formula:"
        " is b[j] + w[j] * x inside the activation, u[j] in front of it, and b3 added once?"
    )


def judge_count(name, found, n_inputs, n_nodes):
    """Fail unless `found` is the number of parameters of one dense layer."""
    weights = n_inputs * n_nodes
    assert found != weights, f"{name} is {found:,}: that counts the weights, but not the biases"
    assert found != weights + n_inputs, (
        f"{name} is {found:,}: that counts a bias for each input; it is the nodes of a layer that"
        " have biases"
    )
    assert found == weights + n_nodes, (
        f"{name} is {found:,}: every node of the layer has one weight for each number that comes"
        " in, and one bias"
    )


def judge_returned_count(call, key, units, expected, use_bias=True):
    """Fail unless `count_parameters` returned the expected number."""
    found = call(unseen_counts[key], int)
    assert found == expected, (
        f"count_parameters returned {found} for a network of {len(units) - 1} layers"
        f" {'with' if use_bias else 'without'} biases, which is"
        f" {'too many' if found > expected else 'too few'}: every layer has the product of two"
        f" neighbouring widths as weights"
        + (", and a bias for each of its own nodes" if use_bias else ", and nothing else")
    )


def output_layer(layers, task):
    """Units and canonical activation that were answered for a task."""
    assert task in layers, f'output_layers has no key "{task}"'
    answer = layers[task]
    is_pair = isinstance(answer, (tuple, list)) and len(answer) == 2
    assert is_pair, (
        f'output_layers["{task}"] is {answer!r:.60} instead of a pair such as (3, "exponential")'
    )
    units, activation = answer
    typed = isinstance(units, (int, float)) and isinstance(activation, (str, type(None)))
    assert typed, (
        f'output_layers["{task}"] is {answer!r:.60}: the number of nodes comes first, then the'
        " activation as text"
    )
    name = "linear" if activation is None else activation.strip().lower()
    return units, "linear" if name in ("identity", "none", "") else name


def sample_shape(model):
    """The shape of one sample that the model's input asks for, an image as a row if unknown."""
    for layer in model.layers:
        shape = layer.config.get("batch_shape")
        if layer.class_name == "InputLayer" and isinstance(shape, (list, tuple)):
            sample = tuple(shape[1:])
            known = all(isinstance(n, int) and n > 0 for n in sample)
            if known and np.prod(sample, dtype=float) == 784:
                return sample
    return (784,)


def close(found, expected):
    """Whether a number is the expected one up to rounding."""
    return bool(np.isclose(found, expected, rtol=ROUNDING, atol=ROUNDING))


def agree(found, expected):
    """Whether two arrays have one shape and the same values up to rounding."""
    return found.shape == expected.shape and np.allclose(
        found, expected, rtol=ROUNDING, atol=ROUNDING
    )

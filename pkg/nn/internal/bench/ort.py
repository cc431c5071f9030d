# ONNX Runtime's side: SimpleNet as a model of ONNX, whose bytes are written here, in
# the encoding of protocol buffers, so that nothing but ONNX Runtime has to be there.
try:
    import numpy
    import onnxruntime
except ImportError as e:
    serve(f"onnxruntime not measured ({e})", {})
    sys.exit()


def varint(n):
    return bytes([n & 127 | 128]) + varint(n >> 7) if n > 127 else bytes([n])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    if isinstance(value, str):
        value = value.encode()
    return varint(number << 3 | 2) + varint(len(value)) + value


def fields(number, values):
    return b"".join(field(number, v) for v in values)


def node(op, inputs, output, **attributes):
    ints = b"".join(
        field(5, field(1, k) + (fields(8, v) + field(20, 7) if isinstance(v, list) else field(3, v) + field(20, 2)))
        for k, v in attributes.items())
    return fields(1, inputs) + field(2, output) + field(4, op) + ints


def value(name, shape):
    dims = fields(1, (field(1, n) for n in shape))
    return field(1, name) + field(2, field(1, field(1, 1) + field(2, dims)))


def simplenet(n):
    rng, nodes, weights = numpy.random.default_rng(0), [], []

    def layer(op, x, y, shape, **attributes):
        for name, s in ((y + ".weight", shape), (y + ".bias", shape[:1])):
            data = (rng.uniform(-1, 1, s) / numpy.prod(shape[1:]) ** 0.5).astype(numpy.float32)
            weights.append(fields(1, s) + field(2, 1) + field(8, name) + field(9, data.tobytes()))
        nodes.append(node(op, [x, y + ".weight", y + ".bias"], y, **attributes))

    x, channels = "x", 3
    for i, (out, stride) in enumerate(((16, 2), (32, 1), (64, 1))):
        layer("Conv", x, f"conv{i}", [out, channels, 3, 3], kernel_shape=[3, 3], pads=[1] * 4, strides=[stride] * 2)
        nodes.append(node("MaxPool", [f"conv{i}"], f"pool{i}", kernel_shape=[2, 2], strides=[2, 2]))
        nodes.append(node("Relu", [f"pool{i}"], f"relu{i}"))
        x, channels = f"relu{i}", out
    nodes.append(node("Flatten", [x], "flat"))
    layer("Gemm", "flat", "lin1", [256, 256], transB=1)
    nodes.append(node("Relu", ["lin1"], "relu3"))
    layer("Gemm", "relu3", "lin2", [1, 256], transB=1)
    nodes.append(node("Sigmoid", ["lin2"], "y"))
    graph = fields(1, nodes) + field(2, "simplenet") + fields(5, weights)
    graph += field(11, value("x", [n, 3, 32, 32])) + field(12, value("y", [n, 1]))
    return field(1, 8) + field(7, graph) + field(8, field(1, "") + field(2, 13))


def predict(n):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(simplenet(n), options, providers=["CPUExecutionProvider"])
    x = {"x": numpy.random.default_rng(1).random((n, 3, 32, 32), numpy.float32)}
    return lambda: session.run(None, x)


serve(f"onnxruntime {onnxruntime.__version__}", {"predict_1": lambda: predict(1), "predict_1000": lambda: predict(1000)})

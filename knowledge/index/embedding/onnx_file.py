"""Writes an ONNX model: the few protobuf messages that a graph of float and integer tensors needs.

By hand, since the `onnx` package would be installed for writing one file once. Field numbers are those of
https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

MICROSOFT = "com.microsoft"  # onnxruntime's own operators
_IR_VERSION, _OPERATORS, _MICROSOFT_OPERATORS = 9, 18, 1
_VARINT, _BYTES, _FIXED32 = 0, 2, 5  # wire types
_ATTRIBUTE_FLOAT, _ATTRIBUTE_INT = 1, 2
_TENSOR_TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int64": 7}


class OnnxGraph:
    """A graph that grows in the order of its computation; values are known by their names."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._tensors: dict[str, bytes] = {}

    def constant(self, name: str, values: np.ndarray) -> str:
        """Add a tensor, once for each name; gives the name back."""
        if name not in self._tensors:
            values = np.asarray(values)
            self._tensors[name] = (
                b"".join(_number(1, size) for size in values.shape)
                + _number(2, _TENSOR_TYPES[values.dtype.name])
                + _text(8, name)
                + _message(9, np.ascontiguousarray(values).tobytes())
            )
        return name

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: float) -> str:
        """Add an operator with one output, whose name is returned."""
        return self.nodes(operator, *inputs, outputs=1, domain=domain, **attributes)[0]

    def nodes(
        self, operator: str, *inputs: str, outputs: int, domain: str = "", **attributes: float
    ) -> list[str]:
        """Add an operator with several outputs, whose names are returned."""
        number = len(self._nodes)
        names = [f"{operator}_{number}_{i}" for i in range(outputs)]
        self._nodes.append(
            b"".join(_text(1, name) for name in inputs)
            + b"".join(_text(2, name) for name in names)
            + _text(3, f"{operator}_{number}")
            + _text(4, operator)
            + b"".join(_message(5, _attribute(key, value)) for key, value in attributes.items())
            + _text(7, domain)
        )
        return names

    def model(self, given: tuple[str, Sequence[int | str]], result: tuple[str, Sequence[int | str]]) -> bytes:
        """The file's content; `given` and `result` are name and shape of input and output (float32)."""
        graph = (
            b"".join(_message(1, node) for node in self._nodes)
            + _text(2, "encoder")
            + b"".join(_message(5, tensor) for tensor in self._tensors.values())
            + _message(11, _value(*given))
            + _message(12, _value(*result))
        )
        return (
            _number(1, _IR_VERSION)
            + _message(7, graph)
            + _message(8, _text(1, "") + _number(2, _OPERATORS))
            + _message(8, _text(1, MICROSOFT) + _number(2, _MICROSOFT_OPERATORS))
        )


def _attribute(name: str, value: float) -> bytes:
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, _ATTRIBUTE_INT)
    packed = _varint(2 << 3 | _FIXED32) + struct.pack("<f", value)
    return _text(1, name) + packed + _number(20, _ATTRIBUTE_FLOAT)


def _value(name: str, shape: Sequence[int | str]) -> bytes:
    sizes = (_number(1, size) if isinstance(size, int) else _text(2, size) for size in shape)
    tensor = _number(1, _TENSOR_TYPES["float32"]) + _message(2, b"".join(_message(1, size) for size in sizes))
    return _text(1, name) + _message(2, _message(1, tensor))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3 | _VARINT) + _varint(value & (1 << 64) - 1)  # negative ones in two's complement


def _message(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | _BYTES) + _varint(len(content)) + content


def _text(field: int, content: str) -> bytes:
    return _message(field, content.encode())


def _varint(value: int) -> bytes:
    septets = bytearray()
    while value > 127:  # noqa: PLR2004 - seven bits a byte, the eighth says that more follow
        septets.append(value & 127 | 128)
        value >>= 7
    septets.append(value)
    return bytes(septets)

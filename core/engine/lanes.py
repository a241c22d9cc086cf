"""Sixteen numbers at once: the vector type that the matrix products of the compiled engine are in.

Numba has no vectors of its own. What LLVM makes of plain loops depends on whether it can prove that
arrays do not overlap; here every load, store and multiplication is said. `LANES` numbers are two
AVX2 registers, one AVX-512 register or four of NEON: LLVM splits them.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, models, register_model

LANES = 16

_FLOAT = ir.FloatType()
_VECTOR = ir.VectorType(_FLOAT, LANES)
_UNDEFINED = ir.Constant(_VECTOR, ir.Undefined)
_FIRST_LANE = ir.Constant(ir.IntType(32), 0)
_EVERY_LANE = ir.Constant(ir.VectorType(ir.IntType(32), LANES), None)
_FLOAT_ALIGNMENT = 4


class Lanes(types.Type):
    """Numba's name for LANES numbers of float32 in a register."""

    def __init__(self) -> None:
        super().__init__(name="lanes")


lanes = Lanes()


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, numba_type: Any) -> None:
        super().__init__(manager, numba_type, _VECTOR)


def _pointer(context: Any, builder: Any, array_type: Any, array: Any, index: Any) -> Any:
    """Where `array[index]` lies, as a pointer to LANES numbers."""
    data = context.make_array(array_type)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [index]), ir.PointerType(_VECTOR))


@intrinsic
def load(_typing: Any, array: Any, _index: Any) -> Any:
    """`load(array, index)`: the LANES numbers from `array[index]` on."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        loaded = builder.load(_pointer(context, builder, signature.args[0], *arguments))
        loaded.align = _FLOAT_ALIGNMENT
        return loaded

    return lanes(array, types.int64), generate


@intrinsic
def store(_typing: Any, array: Any, _index: Any, vector: Any) -> Any:
    """`store(array, index, vector)`: write them to `array[index]` and what follows."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        *place, value = arguments
        stored = builder.store(value, _pointer(context, builder, signature.args[0], *place))
        stored.align = _FLOAT_ALIGNMENT
        return context.get_dummy_value()

    return types.void(array, types.int64, vector), generate


@intrinsic
def spread(_typing: Any, _number: Any) -> Any:
    """`spread(number)`: the same number in every lane."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        first = builder.insert_element(_UNDEFINED, arguments[0], _FIRST_LANE)
        return builder.shuffle_vector(first, _UNDEFINED, _EVERY_LANE)

    return lanes(types.float32), generate


@intrinsic
def multiply_add(_typing: Any, _a: Any, _x: Any, _sum: Any) -> Any:
    """`multiply_add(a, x, sum)`: a·x + sum in every lane, rounded once."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(_VECTOR, [_VECTOR] * 3)
        function = cgutils.get_or_insert_function(builder.module, kind, f"llvm.fma.v{LANES}f32")
        return builder.call(function, arguments)

    return lanes(lanes, lanes, lanes), generate


@intrinsic
def total(_typing: Any, _vector: Any) -> Any:
    """`total(vector)`: the sum of its lanes."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(_FLOAT, [_FLOAT, _VECTOR])
        name = f"llvm.vector.reduce.fadd.v{LANES}f32"
        function = cgutils.get_or_insert_function(builder.module, kind, name)
        zero = ir.Constant(_FLOAT, 0.0)
        return builder.call(function, [zero, arguments[0]], fastmath=("reassoc",))

    return types.float32(lanes), generate


@intrinsic
def power_of_two(_typing: Any, _exponent: Any) -> Any:
    """`power_of_two(n)`: 2ⁿ of one whole float32 from −126 to 127, made of its bits.

    A number that is none counts as 0: what is multiplied by it stays none.
    """

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        (exponent,) = arguments
        is_number = builder.fcmp_ordered("ord", exponent, exponent)
        number = builder.select(is_number, exponent, ir.Constant(_FLOAT, 0.0))
        whole = ir.IntType(32)
        biased = builder.add(builder.fptosi(number, whole), ir.Constant(whole, 127))
        return builder.bitcast(builder.shl(biased, ir.Constant(whole, 23)), _FLOAT)

    return types.float32(types.float32), generate

"""Numbers that follow from printed ones: `35 + 36`, `(40 - 34) / 6.47`, `2 * 12`.

A curated row may give a number that the document does not print only with the formula that makes it
from numbers that it does print.
"""

import ast
import re
from decimal import Decimal, DivisionByZero, InvalidOperation
from typing import Final

__all__ = ["computed", "operands"]

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")


def operands(formula: str) -> list[Decimal]:
    """Return the numbers of a formula, in its order.

    Example:
        >>> [str(number) for number in operands("(40 - 34) / 6.47")]
        ['40', '34', '6.47']
    """
    return [Decimal(found) for found in _NUMBER.findall(formula)]


def computed(formula: str) -> Decimal:
    """Return what a formula gives.

    Args:
        formula: numbers, + - * / ^ and parentheses.

    Raises:
        ValueError: it is no such formula, or has no value.

    Example:
        >>> computed("35 + 36"), computed("1.2 * 10^6")
        (Decimal('71'), Decimal('1200000.0'))
    """
    try:
        return _value(ast.parse(formula.replace("^", "**"), mode="eval").body)
    except (SyntaxError, DivisionByZero, InvalidOperation) as error:
        raise ValueError(f"{formula!r} has no value") from error


def _value(node: ast.expr) -> Decimal:
    match node:
        case ast.Constant(value=int() | float() as number):
            return Decimal(str(number))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _value(left) + _value(right)
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return _value(left) - _value(right)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _value(left) * _value(right)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _value(left) / _value(right)
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int() as power)) if power <= 12:
            return _value(left) ** power
    raise ValueError(f"{ast.unparse(node)!r} is no arithmetic on numbers")

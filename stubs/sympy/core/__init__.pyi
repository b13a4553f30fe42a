from sympy.core import numbers as numbers

from sympy import MatrixBase as MatrixBase

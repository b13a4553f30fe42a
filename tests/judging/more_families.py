"""Attacks on the referee, structures, indices, and one answer in every wrapping, by family."""

from __future__ import annotations

__all__ = ["FAMILIES"]

# name: symbols, assumptions, gold, answers by verdict
FAMILIES = {
    "attack": (
        {"A": ["n", "n"], "B": ["n", "n"], "x": ["n", 1], "c": "scalar", "k": "positive_integer"},
        [],
        "A",
        {
            "different": [
                "A+(n-3)(n-5)(AB-BA)",
                r"A+(s-3)(s-4)(s-5)(s-6)(s-7)(AB-BA), s=\exp(x-x)^T\exp(x-x)",
                r"A+(s-3)(s-4)(s-5)(s-6)(s-7)(AB-BA), s=\sum_{i=1}^n x_i/x_i",
                r"A+(s-3)(s-4)(s-5)(s-6)(s-7)(AB-BA), s=\operatorname{tr}(I_n)",
                r"A+(s-3)(s-4)(s-5)(s-6)(s-7)(AB-BA), s=\|I_n\|_F^2",
                "A + (k-1)(k-2)(k-3)(AB-BA)",
                r"A+\frac{1}{10^{60}}(AB-BA)",
                r"A + 10^{-60}(AB-BA)\log(2)",
                "A+(AA^+-A^+A)",
                r"A+(\det(-A)+\det(A))B",
                "A(BB^{-1})",
                r"A+\sqrt{c^2}B-cB",
                "A+2305843009213693951(AB-BA)",
                "A+e^{-100}(AB-BA)",
                r"A+\mathbb 1[c=1]B",
                "A+(c^2-c)(c^2-4)(c^2-9)(AB-BA)",
                r"A+(\prod_{i=1}^n (i-12))B",
                r"A+\begin{cases}0&c<1000\\1&\text{otherwise}\end{cases}B",
                r"A+\operatorname{rank}(B)A-nA",
                r"A + \operatorname{ReLU}(c-1000) B",
            ],
            "undecided": [
                r"A+\mathbb{1}[n=17]B",
                r"A+\mathbb{1}[n>40]B",
                r"A+\max(n-17,0)B",
                "A+(|n-2|-n+2)B",
                r"A+\sin(\pi n)B",
                r"A+\mathbb{1}[c=123456]B",
                r"A+\mathbb{1}[c>10^9]B",
                r"A+\max(c-10^{8},0)B",
                r"A + \mathbb 1[x^Tx=5]B",
                r"A+\sum_{i=1}^n\mathbb{1}[i=20]B",
                r"A + (\tanh(10^{5} c)^2 - 1) c B",
            ],
            "unparseable": [
                "A^{++}",
                r"A+\frac{(n-1)!}{1}B",
                "A + (e^{-c^2 10^{6}})(B)",
            ],
            "equivalent": [
                "(A^+)^+",
                "AA^+A",
                "(A^T)^T",
                r"A+(\det(-A)-(-1)^n\det(A))B",
                r"A+|c|B-\sqrt{c^2}B",
            ],
            "shape_error": [
                r"A+\det(-A)-(-1)^n\det(A)",
                r"A+\prod_{i=1}^n (i-5)B",
            ],
            "undefined": [
                "A+0^cB",
                r"A+\sqrt{-1-c^2}B",
            ],
        },
    ),
    "sizes_in_disguise": (
        {"A": ["n", "n"], "B": ["n", "n"]},
        ["invertible(A)"],
        "B",
        {
            "different": [
                r"B+(s-3)(s-4)(s-5)(s-6)(s-7)(AB-BA), s=\sum_{i=1}^n (AA^{-1})_{ii}",
                r"B+(s-3)(s-4)(s-5)(s-6)(s-7)(AB-BA), s=\sum_{i} e_i^TAA^{-1}e_i",
                r"B+(s-3)(s-4)(s-5)(s-6)(s-7)(AB-BA), s=\operatorname{rank}(A)",
            ],
        },
    ),
    "pd": (
        {"A": ["n", "n"], "B": ["n", "n"]},
        ["positive_definite(A)", "A^2=I"],
        "A",
        {
            "equivalent": [
                "I",
                "A^{-1}",
            ],
            "different": [
                "-A",
            ],
        },
    ),
    "rootsq": (
        {r"\sigma": "scalar"},
        [],
        r"\sqrt{\sigma^2}",
        {
            "different": [
                r"\sigma",
            ],
            "equivalent": [
                r"|\sigma|",
            ],
        },
    ),
    "nilp": (
        {"A": ["n", "n"]},
        ["A^2=0"],
        "A",
        {
            "different": [
                "0",
            ],
            "equivalent": [
                "A+A^2",
                "A+A^3",
                "(I+A)A",
                "A(I-A)^{-1}",
            ],
        },
    ),
    "idem": (
        {"P": ["n", "n"]},
        ["idempotent(P)"],
        "P",
        {
            "equivalent": [
                "P^2",
                "P^3",
                "I-(I-P)^2",
            ],
            "different": [
                "P^T",
                "P^{+}",
            ],
        },
    ),
    "tr0": (
        {"A": ["n", "n"]},
        ["symmetric(A)"],
        r"\operatorname{rank}(A)",
        {
            "different": [
                "n",
                r"\operatorname{tr}(A)",
            ],
            "equivalent": [
                r"\operatorname{rank}(A^TA)",
                r"\operatorname{rank}(A^2)",
                r"\operatorname{tr}(AA^+)",
            ],
        },
    ),
    "rankgen": (
        {"A": ["m", "n"]},
        [],
        r"\operatorname{rank}(A)",
        {
            "equivalent": [
                r"\operatorname{rank}(A^T)",
                r"\operatorname{tr}(A^+A)",
            ],
            "undecided": [
                r"\min(m,n)",
            ],
            "different": [
                "n",
            ],
        },
    ),
    "orth": (
        {"Q": ["n", "n"]},
        ["orthogonal(Q)"],
        r"\det(Q)^2",
        {
            "equivalent": [
                "1",
                r"|\det Q|",
            ],
            "different": [
                r"\det(Q)",
            ],
        },
    ),
    "detq": (
        {"Q": ["n", "n"]},
        ["orthogonal(Q)"],
        r"\det(Q)",
        {
            "different": [
                "1",
            ],
            "equivalent": [
                r"\det(Q^T)",
                r"\frac{1}{\det Q}",
            ],
        },
    ),
    "skew": (
        {"A": ["n", "n"], "x": ["n", 1]},
        ["skew_symmetric(A)"],
        "x^TAx",
        {
            "equivalent": [
                "0",
            ],
            "different": [
                "x^Tx",
            ],
        },
    ),
    "binary": (
        {"z": ["n", 1]},
        ["binary(z)"],
        r"z\odot z",
        {
            "equivalent": [
                "z",
                r"\operatorname{diag}(z)z",
            ],
            "different": [
                r"\mathbf 1 - z",
            ],
        },
    ),
    "unit": (
        {"u": ["n", 1]},
        ["unit_norm(u)"],
        "I-2uu^T",
        {
            "equivalent": [
                "(I-2uu^T)^{-1}",
                "(I-2uu^T)^T",
                r"I-\frac{2uu^T}{u^Tu}",
            ],
            "different": [
                "I",
                "I-uu^T",
            ],
        },
    ),
    "spec": (
        {"A": ["m", "n"]},
        [],
        r"\|A\|_2",
        {
            "equivalent": [
                r"\|A^T\|_2",
                r"\sqrt{\|A^TA\|_2}",
            ],
            "different": [
                r"\|A\|_F",
                r"\|A\|_2^2",
            ],
        },
    ),
    "posdef": (
        {"A": ["n", "n"], "B": ["n", "n"]},
        ["positive_definite(A)", "positive_definite(B)"],
        "A^{1/2}(A^{-1/2}BA^{-1/2})^{1/2}A^{1/2}",
        {
            "equivalent": [
                "B^{1/2}(B^{-1/2}AB^{-1/2})^{1/2}B^{1/2}",
            ],
            "different": [
                "A^{1/2}B^{1/2}",
            ],
            "undecided": [
                "A(A^{-1}B)^{1/2}",
            ],
        },
    ),
    "vacu": (
        {"c": "scalar"},
        ["c > 0", "c < 0"],
        "c",
        {
            "error": [
                "c+1",
            ],
        },
    ),
    "dims": (
        {"A": ["n", "m"], "B": ["m", "n"]},
        ["n = m"],
        "AB",
        {
            "different": [
                "BA",
            ],
            "equivalent": [
                "(B^TA^T)^T",
            ],
        },
    ),
    "nsum": (
        {"x": ["n", 1]},
        [],
        r"\sum_{i=1}^n x_i",
        {
            "equivalent": [
                r"\mathbf{1}^Tx",
                r"\sum_{i=1}^{n-1}x_i+x_n",
                r"\sum_{i=2}^nx_i+x_1",
                r"n\bar x, \bar x = \frac1n\mathbf 1^Tx",
                r"\operatorname{tr}(x\mathbf{1}^T)",
                r"\operatorname{tr}(\operatorname{diag}(x))",
                r"x_1+x_2+\dots+x_n",
                r"x_1 + \cdots + x_n",
            ],
            "different": [
                r"\sum_{i=1}^{n-1}x_i",
            ],
        },
    ),
    "gauss": (
        {"n": "positive_integer"},
        [],
        r"\sum_{i=1}^n i",
        {
            "equivalent": [
                r"\frac{n(n+1)}{2}",
                "n(n+1)/2",
                r"\frac{n^2+n}{2}",
            ],
            "different": [
                r"\frac{n(n-1)}{2}",
            ],
        },
    ),
    "ips": (
        {"A": ["n", "n"], "i": "index", "j": "index", "x": ["n", 1]},
        [],
        "A_{ij}",
        {
            "equivalent": [
                "e_i^TAe_j",
                "(A^T)_{ji}",
                "[A]_{ij}",
                "A_{i,j}",
                "(A)_{ij}",
                r"\mathbf{e}_i^\top\mathbf{A}\mathbf{e}_j",
            ],
            "different": [
                "A_{ji}",
                "A_{ii}",
                r"A_{ij}+\delta_{ij}",
                r"A_{ij}+\mathbb{1}[i=j]x_i",
                r"A_{ij}+\mathbb{1}[i<j]x_i",
            ],
            "unparseable": [
                "a_{ij}",
            ],
            "undecided": [
                r"A_{ij}+\mathbb{1}[i=1]",
            ],
        },
    ),
    "batchnorm": (
        {"x": ["n", 1], r"\gamma": "scalar", r"\beta": "scalar", r"\epsilon": "scalar"},
        [r"\epsilon > 0"],
        r"\gamma\frac{x-\bar x\mathbf 1}{\sqrt{\frac1n\|x-\bar x\mathbf 1\|^2+\epsilon}}+\beta\mathbf 1,\quad \bar x=\frac1n\mathbf 1^Tx",
        {
            "equivalent": [
                r"\frac{\gamma(x-\mu\mathbf{1})}{\sqrt{v+\epsilon}}+\beta\mathbf{1},\ \mu=\frac{1}{n}\sum_i x_i,\ v=\frac1n\sum_{i=1}^n(x_i-\mu)^2",
                r"\gamma\frac{x-\mu\mathbf{1}}{\sqrt{v+\varepsilon}}+\beta\mathbf{1}\quad\text{where}\quad \mu=\frac{1}{n}\sum_i x_i,\quad v=\frac1n\sum_{i=1}^n x_i^2-\mu^2",
            ],
            "different": [
                r"\frac{\gamma(x-\mu\mathbf{1})}{\sqrt{v}+\epsilon}+\beta\mathbf{1},\ \mu=\frac{1}{n}\sum_i x_i,\ v=\frac1n\sum_{i=1}^n(x_i-\mu)^2",
            ],
        },
    ),
    "ce": (
        {"z": ["n", 1], "y": ["n", 1]},
        ["sums_to_one(y)"],
        r"\operatorname{softmax}(z)-y",
        {
            "equivalent": [
                r"\frac{e^{z}}{\mathbf 1^Te^{z}}-y",
                r"\frac{\exp(z)}{\sum_j \exp(z_j)}-y",
                r"\text{softmax}(z)-y",
                r"\mathrm{softmax}(\mathbf z)-\mathbf y",
                r"p-y,\; p=\operatorname{softmax}(z)",
                r"\hat y-y\text{ where }\hat y=\operatorname{softmax}(z)",
            ],
            "different": [
                r"y-\operatorname{softmax}(z)",
                r"\operatorname{softmax}(z)",
            ],
        },
    ),
    "lse": (
        {"z": ["n", 1]},
        [],
        r"\log\sum_{i=1}^n e^{z_i}",
        {
            "equivalent": [
                r"\log(\mathbf 1^T\exp(z))",
                r"\ln\sum_i\exp(z_i)",
                r"\log\left(\sum_{i}e^{z_i}\right)",
                r"c+\log\sum_i e^{z_i-c},\ c=z_1",
            ],
            "different": [
                r"\sum_i\log e^{z_i}",
                r"\sum_i z_i",
            ],
        },
    ),
    "trk": (
        {"A": ["n", "n"]},
        [],
        r"\operatorname{tr}(A)^2",
        {
            "equivalent": [
                r"\operatorname{tr}^2(A)",
                r"(\operatorname{tr}A)^2",
                r"\operatorname{tr}(A\otimes A)",
            ],
            "different": [
                r"\operatorname{tr}(A^2)",
                r"\operatorname{tr}A^2",
            ],
        },
    ),
    "grad2": (
        {"X": ["n", "d"], "w": ["d", 1], "y": ["n", 1]},
        [],
        "2X^T(Xw-y)",
        {
            "equivalent": [
                r"\nabla_w\|Xw-y\|^2",
                r"\nabla_w \|Xw-y\|_2^2",
                "-2X^T(y-Xw)",
                "2X^TXw-2X^Ty",
                "2(X^TXw-X^Ty)",
                r"2\sum_{i=1}^n(X_{i,:}w-y_i)X_{i,:}^T",
                r"\left[\frac{\partial}{\partial w}\|Xw-y\|^2\right]^T",
                "-2X^Ty+2X^TXw",
            ],
            "different": [
                "2X^TXw-X^Ty",
                "X^T(Xw-y)",
            ],
            "shape_error": [
                "2(Xw-y)^TX",
            ],
        },
    ),
    "ellip": (
        {"a": "scalar", "b": "scalar"},
        [r"a \neq 0", r"b \neq 0", r"a + b \neq 0"],
        r"\frac{1}{\frac1a+\frac1b}",
        {
            "equivalent": [
                r"\frac{ab}{a+b}",
                "ab/(a+b)",
                "(a^{-1}+b^{-1})^{-1}",
                r"\frac{a}{1+a/b}",
            ],
            "different": [
                r"\frac{a b}{a - b}",
                "a+b",
            ],
        },
    ),
    "diag3": (
        {"a": "scalar", "b": "scalar", "c": "scalar"},
        [],
        r"\operatorname{diag}(a,b,c)",
        {
            "equivalent": [
                r"\begin{bmatrix}a&0&0\\0&b&0\\0&0&c\end{bmatrix}",
                r"\operatorname{diag}\begin{pmatrix}a\\b\\c\end{pmatrix}",
                r"\left[\begin{matrix} a & 0 & 0 \\ 0 & b & 0 \\ 0 & 0 & c \\ \end{matrix}\right]",
            ],
            "unparseable": [
                r"\begin{bmatrix}a&&\\&b&\\&&c\end{bmatrix}",
            ],
            "shape_error": [
                r"\begin{pmatrix}a\\b\\c\end{pmatrix}",
                r"\operatorname{diag}([a,b,c])",
            ],
            "different": [
                r"\operatorname{diag}(c,b,a)",
                "abcI",
            ],
        },
    ),
    "rot": (
        {r"\theta": "scalar"},
        [],
        r"\begin{bmatrix}\cos\theta&-\sin\theta\\\sin\theta&\cos\theta\end{bmatrix}",
        {
            "equivalent": [
                r"\begin{pmatrix}\cos(\theta)&-\sin(\theta)\\\sin(\theta)&\cos(\theta)\end{pmatrix}",
                r"\begin{bmatrix}\cos\theta&\sin\theta\\-\sin\theta&\cos\theta\end{bmatrix}^{-1}",
                r"\begin{bmatrix}\cos\theta&\sin\theta\\-\sin\theta&\cos\theta\end{bmatrix}^T",
                r"\begin{bmatrix}\cos\theta & -\sin\theta\\ \sin\theta & \cos\theta\end{bmatrix}^{-\top}",
            ],
            "different": [
                r"\begin{bmatrix}\cos\theta&\sin\theta\\-\sin\theta&\cos\theta\end{bmatrix}",
            ],
        },
    ),
    "eig2": (
        {"a": "scalar", "b": "scalar"},
        [],
        r"\det\begin{pmatrix}a&b\\b&a\end{pmatrix}",
        {
            "equivalent": [
                "a^2-b^2",
                "(a-b)(a+b)",
                r"\left|\begin{array}{cc}a&b\\b&a\end{array}\right|",
                r"\begin{vmatrix}a&b\\b&a\end{vmatrix}",
                "aa-bb",
            ],
            "different": [
                "a^2+b^2",
            ],
        },
    ),
    "quadmin": (
        {"A": ["n", "n"], "b": ["n", 1], "c": "scalar"},
        ["positive_definite(A)"],
        r"c-\frac14b^TA^{-1}b",
        {
            "equivalent": [
                r"c-\frac{1}{4}b^\top A^{-1}b",
                r"c-\frac{b^TA^{-1}b}{4}",
                "c - 0.25 b^T A^{-1} b",
                r"c-\frac{1}{4}\|A^{-1/2}b\|^2",
                r"c-\frac14\lVert b\rVert_{A^{-1}}^2",
                r"c-\frac{1}{4}\langle b,A^{-1}b\rangle",
                r"c-\tfrac14 \operatorname{tr}(A^{-1}bb^\top)",
            ],
            "different": [
                r"c-\frac12b^TA^{-1}b",
                r"c+\frac14b^TA^{-1}b",
            ],
            "shape_error": [
                r"c-\frac14b^Tb/A",
            ],
        },
    ),
    "commut": (
        {"A": ["n", "n"], "B": ["n", "n"]},
        [],
        "AB-BA",
        {
            "shape_error": [
                "[A,B]",
            ],
            "equivalent": [
                "-(BA-AB)",
                r"AB-BA+\operatorname{tr}(AB-BA)I",
            ],
            "different": [
                "0",
                "BA-AB",
            ],
        },
    ),
    "wherekinds": (
        {"X": ["n", "d"], "y": ["n", 1], r"\lambda": "scalar"},
        [r"\lambda > 0"],
        r"(X^TX+\lambda I)^{-1}X^Ty",
        {
            "equivalent": [
                r"Hy, H=(X^TX+\lambda I)^{-1}X^T",
                r"G^{-1}b \text{ where } G = X^TX+\lambda I \text{ and } b = X^Ty",
                r"$w = G^{-1}b$ where $G = X^TX+\lambda I$ and $b = X^Ty$",
                r"w=G^{-1}X^Ty,\ \text{with } G := X^TX+\lambda I",
                r"\hat w = G^{-1} X^\top y, \quad G \triangleq X^\top X + \lambda I_d",
                r"\hat{\mathbf w}_{\rm ridge} = (\mathbf X^{\rm T}\mathbf X+\lambda\mathbf I)^{-1}\mathbf X^{\rm T}\mathbf y",
                r"w^{*}=\left( X^{T} X+\lambda I\right)^{-1} X^{T} y",
                r"\mathbf{w}_{\text{MAP}} = (X^\top X+\lambda I)^{-1}X^\top y",
                r"\boldsymbol{w}=\left(\boldsymbol{X}^{\mathrm{T}} \boldsymbol{X}+\lambda \boldsymbol{I}\right)^{-1} \boldsymbol{X}^{\mathrm{T}} \boldsymbol{y}",
                r"\therefore w = (X^TX+\lambda I)^{-1}X^Ty",
                r"w = (X^TX+\lambda I)^{-1}X^Ty \tag{1}",
                r"\begin{equation} w = (X^TX+\lambda I)^{-1}X^Ty \label{eq:a}\end{equation}",
                r"\begin{equation*} w = (X^TX+\lambda I)^{-1}X^Ty \end{equation*}",
                r"\[ w = (X^TX+\lambda I)^{-1}X^Ty \]",
                r"\( w = (X^TX+\lambda I)^{-1}X^Ty \)",
                r"$$w = (X^TX+\lambda I)^{-1}X^Ty$$",
                r"\color{blue}{(X^TX+\lambda I)^{-1}X^Ty}",
                r"\textcolor{red}{(X^TX+\lambda I)^{-1}}X^Ty",
                r"{\color{red}(X^TX+\lambda I)^{-1}}X^Ty",
                r"\fbox{$(X^TX+\lambda I)^{-1}X^Ty$}",
                r"\left\{X^TX+\lambda I\right\}^{-1}X^Ty",
                r"\Bigl(X^TX+\lambda I\Bigr)^{-1}X^Ty",
                r"(X^TX + \lambda I)^{-1}\cdot X^Ty",
                r"(X^{T}\cdot X + \lambda \cdot I)^{-1}\cdot X^{T}\cdot y",
                r"(X^{T} * X + \lambda * I)^{-1} * X^{T} * y",
                r"(X^T X + \lambda I)^{-1} X^T y \in \mathbb{R}^d",
                r"w = (X^TX + \lambda I)^{-1}X^Ty \in \mathbb{R}^{d}",
                r"\overline{w} = (X^TX + \lambda I)^{-1}X^Ty",
                r"(X'X+\lambda I)^{-1}X'y",
                r"(X^\prime X+\lambda I)^{-1}X^\prime y",
                r"(X^{\prime}X+\lambda I)^{-1}X^{\prime}y",
                r"\left(X^{\top}X+\lambda I_{d\times d}\right)^{-1}X^{\top}y",
                r"\left(X^{\top}X+\lambda \operatorname{Id}\right)^{-1}X^{\top}y",
                r"\left(X^{\top}X+\lambda \mathrm{I}\right)^{-1}X^{\top}y",
                r"\left(X^{\top}X+\lambda \mathbf{I}_{d}\right)^{-1}X^{\top}y",
                r"\left(X^{\top}X+\lambda \mathcal{I}\right)^{-1}X^{\top}y",
                r"\left[\,X^{\top}X+\lambda I\,\right]^{-1}\,X^{\top}\,y",
                r"(X^{\text{⊤}}X+\lambda I)^{-1}X^{\text{⊤}}y",
                "(X^⊤X+λI)^{-1}X^⊤y",
                "(Xᵀ X + λ I)⁻¹ Xᵀ y",
                "(X^T·X + λ·I)^-1·X^T·y",
                "ŵ = (XᵀX + λI)⁻¹Xᵀy",
                "(𝐗ᵀ𝐗 + λ𝐈)⁻¹𝐗ᵀ𝐲",
                r"(X^t X + \lambda I)^{-1} X^t y",
                r"({}^{t}X X + \lambda I)^{-1}\,{}^{t}X y",
                r"({}^{\top}X X + \lambda I)^{-1}\,{}^{\top}X y",
                r"(X^{\sf T}X+\lambda I)^{-1}X^{\sf T}y",
                r"(X^{\mathsf{\scriptscriptstyle T}}X+\lambda I)^{-1}X^{\mathsf{\scriptscriptstyle T}}y",
                r"(X^{\intercal} X + \lambda I)^{-1} X^{\intercal} y",
                r"(X^{\mathrm{\top}}X+\lambda I)^{-1}X^\top y",
                r"\bigg(X^TX+\lambda I\bigg)^{-1}X^T y",
                r"\operatorname*{inv}(X^TX+\lambda I)X^Ty",
                r"\text{inv}(X^TX+\lambda I)X^Ty",
                "(X^TX+\\lambda I)^{-1}X^Ty.\\\\",
                r"(X^TX+\lambda I)^{-1}X^Ty\;.",
                r"w=(X^TX+\lambda I)^{-1}X^Ty\ \text{.}",
            ],
            "unparseable": [
                r"Let G = X^TX+\lambda I. Then w = G^{-1}X^Ty",
                r"w = G^{-1}X^Ty \quad (G = X^TX+\lambda I)",
                r"\underset{w}{\arg\min}\ldots",
                r"w=(X^TX+\lambda I)^{-1}X^Ty\,\blacksquare",
                "```latex\n(X^TX+\\lambda I)^{-1}X^Ty\n```",
                r"(X^TX + \lambda I)^{-1}X^Ty \neq 0",
                r"\left(X^{\top}X+\lambda E\right)^{-1}X^{\top}y",
                r"(X^TX+\lambda I)\backslash X^Ty",
            ],
            "shape_error": [
                r"(X^\dagger X)",
                r"\left(X^{\top}X+\lambda I_{n}\right)^{-1}X^{\top}y",
                r"\frac{1}{X^TX+\lambda I}X^Ty",
            ],
        },
    ),
}  # fmt: skip

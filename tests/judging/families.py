"""Answers in the notations of textbooks, papers, chats and models, right and wrong, by family."""

from __future__ import annotations

__all__ = ["FAMILIES"]

# name: symbols, assumptions, gold, answers by verdict
FAMILIES = {
    "cov": (
        {"X": ["n", "d"], r"\mu": ["d", 1]},
        [],
        r"\frac{1}{n}X^TX-\mu\mu^T",
        {
            "equivalent": [
                r"\frac1n X^{\top}X - \mu\mu^{\top}",
                r"\frac{1}{n}\sum_{i=1}^{n} (X^T)_{:,i} X_{i,:} - \mu \mu^T",
                r"\frac{X^\intercal X}{n}-\boldsymbol{\mu}\boldsymbol{\mu}^\intercal",
                r"$$\boxed{\tfrac{1}{n}\,\mathbf{X}^{\mathsf{T}}\mathbf{X}\;-\;\boldsymbol\mu\boldsymbol\mu^{\mathsf{T}}}$$",
                r"{1 \over n} {}^tX X - \mu\, {}^t\mu",
                r"\nicefrac{1}{n}\, X^TX - \mu\mu^T",
                r"n^{-1}X^TX-\mu\mu^T",
                r"(1/n) X^T X - \mu \mu^T",
                r"(X^TX - n\mu\mu^T)/n",
                "Xᵀ X / n − μ μᵀ",
                "X⊤X/n − μμ⊤",
            ],
            "unparseable": [
                r"1/n X^T X - \mu \mu^T",
            ],
            "different": [
                r"\frac{1}{n-1}X^TX-\mu\mu^T",
                r"\frac{1}{n}X^TX+\mu\mu^T",
            ],
            "shape_error": [
                r"\frac1n XX^T-\mu\mu^T",
                r"\frac{1}{n}X^TX-\mu^T\mu",
                r"\frac{1}{n} X^{T} X - \|\mu\|^2",
            ],
        },
    ),
    "scatter_sum": (
        {"X": ["n", "d"]},
        [],
        "X^TX",
        {
            "unparseable": [
                r"\sum_{i=1}^n x_i x_i^T",
                "X^*X",
            ],
            "equivalent": [
                r"\sum_{i=1}^n X_{i,:}^T X_{i,:}",
                r"\sum_{i=1}^{n} X_{i:}^\top X_{i:}",
                r"\sum_i X^\top e_i e_i^\top X",
                "X'X",
                r"X^{\rm T}X",
                r"X^{\mathrm{T}} X",
                r"X^{\text{T}}X",
                r"X^\mathsf{T}X",
                r"X^\mathrm T X",
                r"X^\top\!X",
                r"X^{\!\top}X",
                r"X^{\,\intercal}X",
                "X^HX",
                "X^{H}X",
                r"X^\mathsf{H}X",
            ],
            "shape_error": [
                "XX^T",
            ],
        },
    ),
    "scatter_vecs": (
        {"x_1": ["d", 1], "x_2": ["d", 1]},
        [],
        "x_1x_1^T+x_2x_2^T",
        {
            "equivalent": [
                "[x_1, x_2][x_1,x_2]^T",
                r"\begin{bmatrix}x_1&x_2\end{bmatrix}\begin{bmatrix}x_1&x_2\end{bmatrix}^T",
                r"\begin{bmatrix}x_1&x_2\end{bmatrix}\begin{bmatrix}x_1^T\\x_2^T\end{bmatrix}",
            ],
            "shape_error": [
                r"\begin{pmatrix}x_1\\x_2\end{pmatrix}\begin{pmatrix}x_1\\x_2\end{pmatrix}^T",
                "x_1^Tx_1+x_2^Tx_2",
            ],
            "different": [
                "(x_1+x_2)(x_1+x_2)^T",
            ],
        },
    ),
    "kalman": (
        {"P": ["n", "n"], "H": ["m", "n"], "R": ["m", "m"], "K": ["n", "m"]},
        ["positive_definite(P)", "positive_definite(R)", "K = P H^T (H P H^T + R)^{-1}"],
        "(I-KH)P",
        {
            "equivalent": [
                "(I-KH)P(I-KH)^T+KRK^T",
                "P-KHP",
                r"P - PH^\top(HPH^\top+R)^{-1}HP",
                "(P^{-1}+H^TR^{-1}H)^{-1}",
                "P - K(HPH^T+R)K^T",
                "P-KHP^T",
            ],
            "shape_error": [
                "(I-HK)P",
            ],
            "different": [
                "(I-KH)P(I-KH)^T",
                "P+KHP",
            ],
        },
    ),
    "gp": (
        {"K": ["n", "n"], "K_*": ["n", "m"], "K_{**}": ["m", "m"], r"\sigma": "scalar", "y": ["n", 1]},
        ["positive_semidefinite(K)", "symmetric(K_{**})", r"\sigma > 0"],
        r"K_{**} - K_*^T (K+\sigma^2 I)^{-1} K_*",
        {
            "equivalent": [
                r"K_{**}-K_*^{\top}\left(K+\sigma^2 I_n\right)^{-1}K_*",
                r"\mathbf{K}_{**}-\mathbf{K}_{*}^\top\left[\mathbf K+\sigma^2\mathbf I\right]^{-1}\mathbf K_*",
                r"K_{\ast\ast} - K_{\ast}^T(K+\sigma^2I)^{-1}K_\ast",
                r"\Sigma_* = K_{**} - V^T V,\quad V = L^{-1}K_*, \quad L = (K+\sigma^2I)^{1/2}",
                r"K_{**} - \frac{1}{\sigma^2}K_*^T(\frac{1}{\sigma^2}K+I)^{-1}K_*",
                r"K_{**}^\top - K_*^T (K+\sigma^2 I)^{-1} K_*",
            ],
            "different": [
                r"K_{**} - K_*^T (K+\sigma I)^{-1} K_*",
                r"K_{**} + K_*^T (K+\sigma^2 I)^{-1} K_*",
                "K_{**} - K_*^T K^{-1} K_*",
            ],
            "shape_error": [
                r"K_{**} - K_* (K+\sigma^2 I)^{-1} K_*^T",
                r"K_{**} - K_*^T (K+\sigma^2)^{-1} K_*",
            ],
        },
    ),
    "gpmean": (
        {"K": ["n", "n"], "k_*": ["n", 1], r"\sigma": "scalar", "y": ["n", 1]},
        ["positive_semidefinite(K)", r"\sigma > 0"],
        r"k_*^T (K+\sigma^2 I)^{-1}y",
        {
            "equivalent": [
                r"y^T(K+\sigma^2I)^{-1}k_*",
                r"\langle k_*, (K+\sigma^2I)^{-1}y\rangle",
                r"\operatorname{tr}((K+\sigma^2I)^{-1}y k_*^T)",
                r"\mathbf{k}_*^\top \boldsymbol{\alpha},\ \text{where } \boldsymbol{\alpha} = (\mathbf{K}+\sigma^2\mathbf{I})^{-1}\mathbf{y}",
            ],
            "unparseable": [
                r"\mathbf{k}_*^\top \boldsymbol{\alpha} \text{ with } (\mathbf{K}+\sigma^2\mathbf{I})\boldsymbol{\alpha}=\mathbf{y}",
            ],
            "shape_error": [
                r"k_* (K+\sigma^2 I)^{-1}y",
            ],
            "different": [
                "k_*^T K^{-1}y",
            ],
        },
    ),
    "lda": (
        {r"\Sigma_W": ["d", "d"], r"\mu_1": ["d", 1], r"\mu_2": ["d", 1]},
        [r"positive_definite(\Sigma_W)"],
        r"\Sigma_W^{-1}(\mu_1-\mu_2)",
        {
            "equivalent": [
                r"\Sigma_W^{-1}\mu_1-\Sigma_W^{-1}\mu_2",
                r"-\Sigma_W^{-1}(\mu_2-\mu_1)",
                r"w^* = {\Sigma_W}^{-1}({\mu}_1-{\mu}_2)",
                r"\mathbf{w}=\boldsymbol{\Sigma}_W^{-1}\left(\boldsymbol{\mu}_1-\boldsymbol{\mu}_2\right)",
            ],
            "different": [
                r"\Sigma_W^{-1}(\mu_2-\mu_1)",
                r"\Sigma_{W}^{-1}\mu_1+\Sigma_W^{-1}\mu_2",
            ],
            "unparseable": [
                r"w \propto \Sigma_W^{-1}(\mu_1-\mu_2)",
            ],
            "shape_error": [
                r"(\mu_1-\mu_2)^T\Sigma_W^{-1}",
            ],
        },
    ),
    "rayleigh": (
        {"A": ["n", "n"], "x": ["n", 1]},
        ["symmetric(A)", r"x \neq 0"],
        r"\frac{x^TAx}{x^Tx}",
        {
            "equivalent": [
                r"\frac{\langle x, Ax\rangle}{\langle x,x\rangle}",
                r"\frac{x^TAx}{\|x\|^2}",
                r"\frac{\langle Ax,x\rangle}{\lVert x\rVert_2^2}",
                r"\dfrac{x^{T}Ax}{x^{T}x}",
                "x^TAx/(x^Tx)",
                "(x^Tx)^{-1}x^TAx",
                r"\frac{\operatorname{Tr}(Axx^\top)}{\operatorname{Tr}(xx^\top)}",
                r"\left(\frac{x}{\|x\|}\right)^TA\frac{x}{\|x\|}",
            ],
            "unparseable": [
                "x^T A x / x^T x",
            ],
            "different": [
                r"\frac{x^TAx}{\|x\|}",
                r"\frac{x^TA^2x}{x^Tx}",
            ],
            "shape_error": [
                r"\frac{x^TAx}{xx^T}",
            ],
        },
    ),
    "whiten": (
        {r"\Sigma": ["d", "d"]},
        [r"positive_definite(\Sigma)"],
        "I",
        {
            "equivalent": [
                r"\Sigma^{-1/2}\Sigma\Sigma^{-1/2}",
                r"\Sigma^{-\frac12}\Sigma\Sigma^{-\frac{1}{2}}",
                r"\Sigma^{-1/2}\Sigma(\Sigma^{-1/2})^T",
                "I_d",
                r"\mathbf{I}_d",
                r"\mathbb{I}",
                "2I - I",
                r"\operatorname{diag}(\mathbf 1)",
            ],
            "shape_error": [
                r"\mathbb{1}",
                "1",
            ],
            "different": [
                r"\Sigma",
            ],
        },
    ),
    "lyap": (
        {"A": ["n", "n"], "P": ["n", "n"], "Q": ["n", "n"]},
        ["symmetric(P)"],
        "A^TP+PA+Q=0",
        {
            "equivalent": [
                r"A^\top P+PA=-Q",
                "PA+A^TP=-Q",
                "Q = -A^TP-PA",
                "(PA)^T+PA+Q=0",
                "0 = A^TP + PA + Q",
                "2A^TP+2PA+2Q=0",
                r"P A + A^T P + Q = \mathbf{0}",
            ],
            "different": [
                "AP+PA^T+Q=0",
                "A^TP+PA-Q=0",
            ],
            "unparseable": [
                "A^TP+PA+Q",
            ],
        },
    ),
    "dlyap": (
        {"A": ["n", "n"], "P": ["n", "n"], "Q": ["n", "n"]},
        ["symmetric(P)"],
        "A^TPA-P=-Q",
        {
            "equivalent": [
                "P = A^TPA+Q",
                "P - A^TPA = Q",
                "A^TPA-P+Q=0",
            ],
            "different": [
                "APA^T-P=-Q",
            ],
        },
    ),
    "care": (
        {"A": ["n", "n"], "B": ["n", "m"], "P": ["n", "n"], "Q": ["n", "n"], "R": ["m", "m"]},
        ["symmetric(P)", "positive_definite(R)", "symmetric(Q)"],
        "A^TP+PA-PBR^{-1}B^TP+Q",
        {
            "equivalent": [
                "A^TP+P(A-BR^{-1}B^TP)+Q",
                r"A^TP+PA-K^TRK+Q \text{ where } K=R^{-1}B^TP",
                r"(A-BK)^TP+P(A-BK)+Q+K^TRK,\quad K = R^{-1}B^\top P",
            ],
            "different": [
                "A^TP+PA+PBR^{-1}B^TP+Q",
                "AP+PA^T-PBR^{-1}B^TP+Q",
                "A^TP+PA-PBR^{-1}B^TP",
            ],
            "shape_error": [
                "A^TP+PA-PB^TR^{-1}BP+Q",
            ],
        },
    ),
    "newton": (
        {"x": ["n", 1], "A": ["n", "n"], "b": ["n", 1]},
        ["positive_definite(A)"],
        "x-A^{-1}(Ax-b)",
        {
            "equivalent": [
                "A^{-1}b",
                "x - A^{-1}Ax + A^{-1}b",
                "x_{k+1} = x - [A]^{-1}(Ax - b)",
                "A^{-1} b + 0",
                r"\left(A^{-1}\right) \cdot b",
                r"A^{-1} \times b",
            ],
            "different": [
                "x+A^{-1}(Ax-b)",
            ],
            "shape_error": [
                "x-(Ax-b)A^{-1}",
                r"\frac{1}{A}b",
                r"\frac{b}{A}",
            ],
            "unparseable": [
                r"A\backslash b",
            ],
        },
    ),
    "kkt": (
        {"Q": ["n", "n"], "A": ["m", "n"], "c": ["n", 1], "b": ["m", 1]},
        ["positive_definite(Q)", "full_row_rank(A)"],
        "Q^{-1}(A^T(AQ^{-1}A^T)^{-1}(b+AQ^{-1}c)-c)",
        {
            "equivalent": [
                r"-Q^{-1}(c - A^T\lambda), \lambda = (AQ^{-1}A^T)^{-1}(b+AQ^{-1}c)",
                r"\begin{aligned} x^* &= Q^{-1}(A^T\nu - c)\\ \nu &= (AQ^{-1}A^T)^{-1}(b+AQ^{-1}c)\end{aligned}",
                r"Q^{-1}(A^T\nu - c)\quad\text{where}\quad \nu=(AQ^{-1}A^\top)^{-1}(AQ^{-1}c+b)",
                r"\begin{bmatrix}I_n & 0\end{bmatrix}\begin{bmatrix}Q & A^T\\ A & 0\end{bmatrix}^{-1}\begin{bmatrix}-c\\ b\end{bmatrix}",
            ],
            "different": [
                "Q^{-1}(A^T(AQ^{-1}A^T)^{-1}(b-AQ^{-1}c)-c)",
                "Q^{-1}A^T(AQ^{-1}A^T)^{-1}b",
                r"\begin{bmatrix}I & 0\end{bmatrix}\begin{bmatrix}Q & A^T\\ A & 0\end{bmatrix}^{-1}\begin{bmatrix}c\\ b\end{bmatrix}",
            ],
        },
    ),
    "house": (
        {"v": ["n", 1]},
        [r"v \neq 0"],
        r"I-\frac{2vv^T}{v^Tv}",
        {
            "equivalent": [
                r"I-2\frac{vv^T}{v^Tv}",
                r"I-\frac{2}{\|v\|^2}vv^T",
                r"I_n - 2\, v (v^Tv)^{-1}v^T",
                "I - 2 v v^{+}",
                r"I-2uu^T, u = v/\|v\|",
                r"I-2uu^T\text{ where }u=\frac{v}{\lVert v\rVert_2}",
                r"\mathbb I - 2\frac{v\otimes v^T}{\langle v, v\rangle}",
                r"\left(I-\frac{2vv^T}{v^Tv}\right)^{-1}",
                r"\left(I-\frac{2vv^T}{v^Tv}\right)^{T}",
            ],
            "different": [
                r"I-\frac{vv^T}{v^Tv}",
                "I-2vv^T",
                r"I+\frac{2vv^T}{v^Tv}",
            ],
            "shape_error": [
                r"I-2\frac{v^Tv}{vv^T}",
            ],
        },
    ),
    "schur": (
        {"A": ["n", "n"], "B": ["n", "m"], "C": ["m", "n"], "D": ["m", "m"]},
        ["invertible(A)"],
        r"\det(A)\det(D-CA^{-1}B)",
        {
            "equivalent": [
                r"\det\begin{pmatrix}A&B\\C&D\end{pmatrix}",
                r"\begin{vmatrix}A&B\\C&D\end{vmatrix}",
                r"\left|\begin{matrix}A&B\\C&D\end{matrix}\right|",
                "|A||D-CA^{-1}B|",
                r"|A|\,|D-CA^{-1}B|",
                r"\lvert A\rvert\lvert D-CA^{-1}B\rvert",
                r"\left|A\right|\left|D-CA^{-1}B\right|",
                r"\det A\cdot\det(D-CA^{-1}B)",
                r"\det(D-CA^{-1}B)\det A",
                r"\mathrm{det}(A)\,\mathrm{det}(D-CA^{-1}B)",
                r"{\rm det}(A){\rm det}(D-CA^{-1}B)",
                r"\operatorname{det} A \operatorname{det}(D - C A^{-1} B)",
            ],
            "shape_error": [
                r"\det(A)\det(D-BA^{-1}C)",
                r"\det(AD-CB)",
                r"\det A \det D - \det C\det B",
            ],
            "different": [
                r"\det(A)\det(D+CA^{-1}B)",
                r"\det(A)\det(D)\det(I-A^{-1}BD^{-1}C)",
            ],
        },
    ),
    "shermor": (
        {"A": ["n", "n"], "u": ["n", 1], "v": ["n", 1]},
        ["invertible(A)", r"1+v^TA^{-1}u \neq 0"],
        "(A+uv^T)^{-1}u",
        {
            "equivalent": [
                r"\frac{A^{-1}u}{1+v^TA^{-1}u}",
                "A^{-1}u/(1+v^TA^{-1}u)",
                "A^{-1}u(1+v^TA^{-1}u)^{-1}",
                r"A^{-1}u - \frac{(v^TA^{-1}u)A^{-1}u}{1+v^TA^{-1}u}",
            ],
            "different": [
                r"\frac{A^{-1}u}{1+u^TA^{-1}v}",
                r"\frac{A^{-1}u}{1-v^TA^{-1}u}",
            ],
            "shape_error": [
                r"\frac{u}{A+uv^T}",
            ],
        },
    ),
    "logdet": (
        {r"\Sigma": ["d", "d"], "n": "positive_integer"},
        [r"positive_definite(\Sigma)"],
        r"-\frac{n}{2}\log\det\Sigma",
        {
            "equivalent": [
                r"-\frac n2\log|\Sigma|",
                r"-\frac{n}{2}\ln|\Sigma|",
                r"-\frac{n}{2}\log(\det(\Sigma))",
                r"\frac{n}{2}\log\det\Sigma^{-1}",
                r"\frac{n}{2}\log|\Sigma^{-1}|",
                r"-\frac{n}{2}\operatorname{tr}\log\Sigma",
                r"-\frac{n}{2}\operatorname{tr}(\log\Sigma)",
                r"-n\log|\Sigma|^{1/2}",
                r"-n\log\sqrt{|\Sigma|}",
                r"\log\left(|\Sigma|^{-n/2}\right)",
                r"-\frac{n}{2}\ln\det(\boldsymbol\Sigma)",
                r"-\frac{n}{2}\operatorname{logdet}\Sigma",
                r"-\frac{n}{2}\log\left\lvert\Sigma\right\rvert",
                r"-\frac{n}{2}\log{|\Sigma|}",
                r"-\tfrac{n}{2}\log\det(\Sigma^T)",
            ],
            "different": [
                r"-\frac{n}{2}\log_2|\Sigma|",
                r"-\frac{n}{2}\log\operatorname{tr}\Sigma",
                r"-\frac{1}{2}\log\det\Sigma",
            ],
        },
    ),
    "log2": (
        {"x": "scalar"},
        ["x > 0"],
        r"\log_2 x",
        {
            "equivalent": [
                r"\frac{\ln x}{\ln 2}",
                r"\log_{2}(x)",
                r"\frac{\log x}{\log 2}",
                r"\operatorname{log}_2 x",
                r"\frac{\log_{10}x}{\log_{10}2}",
                r"\log_2(2x)-1",
            ],
            "different": [
                r"\log x",
                r"\log_{10} x",
            ],
        },
    ),
    "softjac": (
        {"p": ["n", 1]},
        [],
        r"\operatorname{diag}(p)-pp^T",
        {
            "equivalent": [
                r"\mathrm{diag}(p)-pp^\top",
                r"\operatorname{Diag}(\mathbf p)-\mathbf p\mathbf p^\top",
                r"{\rm diag}(p) - p p^T",
                r"\mathop{\mathrm{diag}}(p)-pp^T",
                r"\text{diag}(p)-pp^T",
                r"\operatorname{diag}\{p\} - pp^T",
                "diag(p) - p p^T",
                r"\operatorname{diag}(p)(I-\mathbf 1p^T)",
                r"(I-p\mathbf{1}^\top)\operatorname{diag}(p)",
                r"I \odot (p\mathbf{1}^T) - pp^T",
                r"\operatorname{diag}(p) - p\otimes p^T",
            ],
            "different": [
                r"\operatorname{diag}(p)+pp^T",
            ],
            "shape_error": [
                r"\operatorname{diag}(p)-p^Tp",
                r"\operatorname{diag}(p)-p",
                r"p\mathbf{1}^T\odot I - p p^T",
            ],
        },
    ),
    "softent": (
        {"p": ["n", 1], "i": "index", "j": "index"},
        [],
        r"p_i(\delta_{ij}-p_j)",
        {
            "equivalent": [
                r"p_i\mathbb 1[i=j]-p_ip_j",
                r"p_i\delta_{ij}-p_ip_j",
                r"p_i\left(\mathbf{1}_{\{i=j\}}-p_j\right)",
                r"p_j(\delta_{ij}-p_i)",
                r"(\operatorname{diag}(p)-pp^T)_{ij}",
                r"[\operatorname{diag}(p)-pp^T]_{i,j}",
                r"\begin{cases}p_i(1-p_i)&i=j\\-p_ip_j&i\ne j\end{cases}",
                r"\begin{cases}p_i(1-p_i), & \text{if } i=j,\\ -p_ip_j, & \text{otherwise.}\end{cases}",
                r"p_i\delta_{i,j}-p_ip_j",
                r"p_{i}(\mathbb{I}(i=j)-p_{j})",
                "p_{i}([i=j]-p_{j})",
                "I_{ij}p_i - p_ip_j",
            ],
            "different": [
                "-p_ip_j",
                "p_i(1-p_j)",
            ],
        },
    ),
    "layernorm": (
        {"x": ["d", 1]},
        [],
        r"(I-\frac{1}{d}\mathbf{1}\mathbf{1}^T)x",
        {
            "equivalent": [
                r"x-\frac{1}{d}\mathbf{1}^Tx\mathbf 1",
                r"x-\bar{x}\mathbf{1}\text{ where }\bar{x}=\frac1d\sum_{i=1}^d x_i",
                r"x-\frac{\mathbf{1}^\top x}{d}\mathbf{1}",
                r"x-\frac{1}{d}\mathbf{1}\mathbf{1}^\top x",
                r"\left(I_d-\tfrac1d\mathbf 1_d\mathbf 1_d^\top\right)x",
            ],
            "shape_error": [
                r"x-\frac{1}{d}\mathbf{1}^\top x",
                r"x-\frac1d\sum_i x_i",
            ],
            "different": [
                r"x - \mathbf{1}\mathbf{1}^Tx",
            ],
        },
    ),
    "attn": (
        {"Q": ["n", "d"], "K": ["m", "d"], "V": ["m", "k"]},
        [],
        r"\frac{1}{\sqrt d}QK^TV",
        {
            "equivalent": [
                r"\frac{QK^T}{\sqrt{d}}V",
                r"\frac{QK^\top V}{\sqrt d}",
                "d^{-1/2}QK^TV",
                r"Q(K^TV)/\sqrt{d}",
                r"(V^TKQ^T)^T/\sqrt d",
                r"d^{-0.5} Q K^\top V",
                r"\frac{1}{d^{1/2}}QK^TV",
                "QK^TV/d^{1/2}",
            ],
            "different": [
                r"\frac{QK^TV}{d}",
            ],
            "shape_error": [
                r"\frac{KQ^TV}{\sqrt d}",
            ],
        },
    ),
    "laplacian": (
        {"A": ["n", "n"], "x": ["n", 1]},
        ["symmetric(A)"],
        r"x^T(\operatorname{diag}(A\mathbf{1})-A)x",
        {
            "equivalent": [
                r"\frac12\sum_{i,j}A_{ij}(x_i-x_j)^2",
                r"\frac{1}{2}\sum_{i=1}^n\sum_{j=1}^n A_{ij}(x_i-x_j)^2",
                r"\sum_{i<j}A_{ij}(x_i-x_j)^2",
                r"x^TLx, \quad L=D-A,\quad D=\operatorname{diag}(A\mathbf 1)",
                r"\frac12\sum_{i,j=1}^nA_{ij}(x_i-x_j)^2",
                r"\sum_i x_i^2\sum_j A_{ij} - x^TAx",
                r"\sum_{1\le i<j\le n} A_{ij}(x_i-x_j)^2",
            ],
            "different": [
                r"\sum_{i,j}A_{ij}(x_i-x_j)^2",
                r"\frac12\sum_{i,j=1}^nA_{ij}(x_i+x_j)^2",
            ],
        },
    ),
    "kron": (
        {"A": ["m", "n"], "B": ["p", "k"], "X": ["n", "p"]},
        [],
        r"(B^T\otimes A)\operatorname{vec}(X)",
        {
            "equivalent": [
                r"\operatorname{vec}(AXB)",
                r"\mathrm{vec}(AXB)",
                r"{\rm vec}(AXB)",
                r"\text{vec}(AXB)",
                r"(B^\top⊗A)\operatorname{vec}(X)",
                r"(B\otimes A^T)^T\operatorname{vec}X",
                r"(I_k\otimes A)\operatorname{vec}(XB)",
            ],
            "unparseable": [
                r"\vec(AXB)",
            ],
            "shape_error": [
                r"(B\otimes A)\operatorname{vec}(X)",
                r"\operatorname{vec}(A X B)^T",
            ],
            "different": [
                r"(A\otimes B^T)\operatorname{vec}(X)",
                r"(B^T\otimes A)\operatorname{vec}(X^T)",
            ],
        },
    ),
    "had": (
        {"A": ["n", "n"], "B": ["n", "n"], "x": ["n", 1], "y": ["n", 1]},
        [],
        r"x^T(A\odot B)y",
        {
            "equivalent": [
                r"\operatorname{tr}(\operatorname{diag}(x)A\operatorname{diag}(y)B^T)",
                r"x^\top (A\circ B) y",
                r"\sum_{i,j}x_iA_{ij}B_{ij}y_j",
                r"\operatorname{tr}(D_xAD_yB^T), D_x=\operatorname{diag}(x), D_y=\operatorname{diag}(y)",
                r"x^T A\odot B y",
                r"\mathrm{Tr}\left[\mathrm{diag}(x)\,A\,\mathrm{diag}(y)\,B^{\top}\right]",
            ],
            "different": [
                "x^TABy",
            ],
        },
    ),
    "frob": (
        {"A": ["m", "n"], "B": ["m", "n"]},
        [],
        r"\operatorname{tr}(A^TB)",
        {
            "equivalent": [
                r"{\rm tr}(A^TB)",
                r"{\rm tr}\,A^TB",
                r"\mathop{\mathrm{tr}}(A^TB)",
                r"\mathop{\rm tr}\nolimits(A^TB)",
                r"\mathrm{Tr}(A^\top B)",
                r"\text{Tr}(B^TA)",
                r"\langle A,B\rangle",
                r"\langle A,B\rangle_F",
                r"\langle A, B\rangle_{\mathrm F}",
                r"\langle A, B\rangle_{\text{F}}",
                r"\left\langle A, B\right\rangle",
                r"\sum_{i,j}A_{ij}B_{ij}",
                r"\sum_{i=1}^m\sum_{j=1}^nA_{ij}B_{ij}",
                r"\operatorname{vec}(A)^T\operatorname{vec}(B)",
                r"\mathbf 1^T(A\odot B)\mathbf 1",
                r"\operatorname{trace}(A^\mathsf{T}B)",
                r"\operatorname{tr}\{A^TB\}",
                r"\operatorname{tr}[BA^T]",
                r"\operatorname{tr}A^TB",
                r"\tr(A^TB)",
                r"\Tr{A^TB}",
                "tr(A^TB)",
                "Tr(AᵀB)",
                r"\mathsf{tr}(A^TB)",
                r"\mathbf{tr}(A^TB)",
                r"\operatorname{Sp}(A^TB)",
                r"\frac12(\|A+B\|_F^2-\|A\|_F^2-\|B\|_F^2)",
                r"\frac14(\|A+B\|_F^2-\|A-B\|_F^2)",
            ],
            "shape_error": [
                r"\operatorname{tr}(AB)",
                r"A\cdot B",
            ],
            "different": [
                r"\operatorname{tr}(A^TA)",
            ],
            "unparseable": [
                "A:B",
                "(A,B)",
            ],
        },
    ),
    "fnorm": (
        {"X": ["n", "d"], "Y": ["n", "d"]},
        [],
        r"\|X-Y\|_F^2",
        {
            "equivalent": [
                r"\left\lVert X-Y\right\rVert_F^2",
                r"\|X\|_F^2-2\operatorname{tr}(X^TY)+\|Y\|_F^2",
                r"\operatorname{tr}((X-Y)^T(X-Y))",
                r"\mid\mid X-Y\mid\mid_F^2",
                "||X-Y||_F^2",
                r"\lVert X-Y\rVert_{\mathrm{F}}^2",
                r"\lVert X-Y\rVert_{F}^{2}",
                r"\Vert X-Y\Vert_\text{F}^2",
                r"\sum_{ij}(X_{ij}-Y_{ij})^2",
                r"\sum_{i,j}(X-Y)_{ij}^2",
                "‖X−Y‖_F²",
                "‖X - Y‖²_F",
                r"\|X-Y\|^2_F",
                r"\left\|X-Y\right\|_{F}^{2}",
                r"\bigl\|X-Y\bigr\|_F^2",
                r"\|\operatorname{vec}(X)-\operatorname{vec}(Y)\|_2^2",
                r"\sum_{i=1}^n\|X_{i,:}-Y_{i,:}\|_2^2",
                r"\|X-Y\|_{Fro}^2",
            ],
            "unparseable": [
                r"\|X-Y\|^2",
            ],
            "different": [
                r"\|X-Y\|_2^2",
                r"\lVert X\rVert_F^2 + \lVert Y\rVert_F^2",
                r"\|X-Y\|_F",
            ],
        },
    ),
    "lsq": (
        {"X": ["n", "d"], "w": ["d", 1], "y": ["n", 1]},
        [],
        r"\|Xw-y\|_2^2",
        {
            "equivalent": [
                "(Xw-y)^T(Xw-y)",
                "w^TX^TXw-2y^TXw+y^Ty",
                r"\sum_{i=1}^n((Xw)_i-y_i)^2",
                r"\sum_{i=1}^n (X_{i,:}w-y_i)^2",
                r"\sum_{i}\left(\sum_j X_{ij}w_j-y_i\right)^2",
                r"\lVert Xw-y\rVert^2",
                r"\mid\mid Xw-y\mid\mid^2_2",
                r"\|y-Xw\|^2",
                r"\|Xw\|^2-2\langle Xw,y\rangle+\|y\|^2",
                r"w^\top X^\top Xw-2w^\top X^\top y+y^\top y",
                r"\|w^TX^T-y^T\|^2",
                r"\lVert \mathbf{X}\mathbf{w}-\mathbf{y}\rVert_{2}^{2}",
                r"(y-Xw)^{\top}(y-Xw)",
            ],
            "different": [
                "w^TX^TXw-2y^TXw",
                r"\|Xw-y\|",
                r"w^\top X^\top Xw-w^\top X^\top y+y^\top y",
            ],
            "shape_error": [
                r"(y-Xw)(y-Xw)^{\top}",
            ],
        },
    ),
    "proj": (
        {"A": ["n", "k"]},
        ["full_column_rank(A)"],
        "A(A^TA)^{-1}A^T",
        {
            "equivalent": [
                "AA^+",
                r"AA^\dagger",
                r"A A^{\dagger}",
                "I-(I-A(A^TA)^{-1}A^T)",
                "A(A^TA)^{-1}A^TA(A^TA)^{-1}A^T",
                r"A\left(A^{\mathsf{T}}A\right)^{-1}A^{\mathsf{T}}",
                r"P_A=A(A^\top A)^{-1}A^\top",
                r"\Pi = A(A^\top A)^{-1}A^\top",
                r"A(A^TA)^\dagger A^T",
                r"A\,(A^{T}A)^{-1}\,A^{T}.",
            ],
            "unparseable": [
                "QQ^T",
            ],
            "shape_error": [
                "AA^TA^{-T}A^{-1}",
                "A^T(AA^T)^{-1}A",
            ],
            "different": [
                "AA^T",
                "I",
            ],
        },
    ),
    "matexp": (
        {"A": ["n", "n"], "s": "scalar", "t": "scalar"},
        [],
        "e^{(s+t)A}",
        {
            "equivalent": [
                "e^{sA}e^{tA}",
                r"\exp(sA)\exp(tA)",
                "e^{tA}e^{sA}",
                r"\exp((s+t)A)",
                r"\exp\left\{(s+t)A\right\}",
                "e^{A(s+t)}",
                r"\mathrm{e}^{(s+t)A}",
                r"\operatorname{expm}((s+t)A)",
            ],
            "different": [
                "e^{sA}+e^{tA}",
                "e^{stA}",
            ],
            "undecided": [
                "(e^{A})^{s+t}",
            ],
        },
    ),
    "detexp": (
        {"A": ["n", "n"]},
        [],
        r"e^{\operatorname{tr}(A)}",
        {
            "equivalent": [
                r"\det(e^A)",
                r"\det(\exp A)",
                r"\det e^{A}",
                r"e^{{\rm tr} A}",
                r"\exp(\operatorname{tr}A)",
                "|e^A|",
            ],
            "different": [
                r"e^{\det A}",
            ],
        },
    ),
    "blockinv": (
        {"A": ["n", "n"], "B": ["n", "m"], "D": ["m", "m"]},
        ["invertible(A)", "invertible(D)"],
        r"\begin{bmatrix}A&B\\0&D\end{bmatrix}^{-1}",
        {
            "equivalent": [
                r"\begin{bmatrix}A^{-1}&-A^{-1}BD^{-1}\\0&D^{-1}\end{bmatrix}",
                r"\left[\begin{array}{cc}A^{-1}&-A^{-1}BD^{-1}\\0&D^{-1}\end{array}\right]",
                r"\left(\begin{array}{c|c}A^{-1}&-A^{-1}BD^{-1}\\\hline 0&D^{-1}\end{array}\right)",
                r"\begin{bmatrix}A^{-1}&-A^{-1}BD^{-1}\\\mathbf{0}&D^{-1}\end{bmatrix}",
                r"\begin{bmatrix}A^{-1}&-A^{-1}BD^{-1}\\\mathbf{0}_{m\times n}&D^{-1}\end{bmatrix}",
                r"\begin{bmatrix}A^{-1}&-A^{-1}BD^{-1}\\0_{m,n}&D^{-1}\end{bmatrix}",
                r"\bigl[\begin{smallmatrix}A^{-1}&-A^{-1}BD^{-1}\\0&D^{-1}\end{smallmatrix}\bigr]",
                "[A^{-1}, -A^{-1}BD^{-1}; 0, D^{-1}]",
            ],
            "different": [
                r"\begin{pmatrix}A^{-1}&A^{-1}BD^{-1}\\0&D^{-1}\end{pmatrix}",
                r"\begin{bmatrix}A^{-1}&0\\-D^{-1}B^TA^{-1}&D^{-1}\end{bmatrix}",
            ],
            "shape_error": [
                r"\begin{bmatrix}A^{-1}&-A^{-1}DB\\0&D^{-1}\end{bmatrix}",
            ],
            "unparseable": [
                r"\begin{bmatrix}A^{-1}&-A^{-1}BD^{-1}\\ &D^{-1}\end{bmatrix}",
            ],
        },
    ),
    "backprop": (
        {"W": ["m", "n"], "x": ["n", 1], r"\delta": ["m", 1]},
        [],
        r"\delta x^T",
        {
            "equivalent": [
                r"\delta\, x^\top",
                r"(x\delta^T)^T",
                r"\delta\otimes x^T",
                r"\boldsymbol\delta\mathbf{x}^\top",
                r"\frac{\partial L}{\partial W}=\delta x^\top",
                r"\nabla_W L = \delta x^T",
                r"\frac{\mathrm{d}L}{\mathrm{d}W}=\delta x^T",
                r"\frac{\mathrm d L}{\mathrm d W}=\delta x^T",
                r"\frac{\partial \mathcal{L}}{\partial \mathbf{W}}=\delta x^T",
                r"\partial L/\partial W = \delta x^T",
                r"dL/dW = \delta x^T",
            ],
            "shape_error": [
                r"x\delta^T",
                r"\delta^Tx",
            ],
            "unparseable": [
                r"\mathrm{d}L = \delta x^T",
            ],
        },
    ),
    "relu": (
        {"W": ["m", "n"], "x": ["n", 1], "b": ["m", 1]},
        [],
        r"\max(0, Wx+b)",
        {
            "equivalent": [
                r"\operatorname{ReLU}(Wx+b)",
                r"\mathrm{ReLU}(b+Wx)",
                "(Wx+b)_+",
                r"(Wx+b)\odot\mathbb{1}[Wx+b>0]",
                r"(Wx+b)\odot\mathbf{1}_{Wx+b>0}",
                r"\mathbb{1}[Wx+b>0]\odot(Wx+b)",
                r"\operatorname{diag}(\mathbb{1}[Wx+b>0])(Wx+b)",
                r"\max(Wx+b,0)",
                r"\max\{0,Wx+b\}",
                r"\frac{1}{2}(Wx+b+|Wx+b|)",
                "[Wx+b]_+",
            ],
            "different": [
                r"\operatorname{relu}(Wx)+b",
                r"\max(0,Wx)+b",
            ],
            "shape_error": [
                "(Wx+b)^+",
            ],
        },
    ),
    "sig": (
        {"z": "scalar"},
        [],
        r"\sigma(z)(1-\sigma(z))",
        {
            "equivalent": [
                r"\frac{e^{-z}}{(1+e^{-z})^2}",
                r"\frac{e^z}{(1+e^z)^2}",
                r"\frac{1}{1+e^{-z}}\left(1-\frac{1}{1+e^{-z}}\right)",
                r"\sigma(z)\sigma(-z)",
                r"\sigma(z)-\sigma^2(z)",
                r"\sigma(z)-\sigma(z)^2",
                r"\frac{1}{4}(1-\tanh^2(z/2))",
                r"\frac{1}{4}\operatorname{sech}^2(z/2)",
                r"\operatorname{sigmoid}(z)(1-\operatorname{sigmoid}(z))",
            ],
            "different": [
                r"\sigma(z)(1+\sigma(z))",
                r"\sigma^2(z)",
            ],
        },
    ),
    "sigvec": (
        {"z": ["n", 1]},
        [],
        r"\operatorname{diag}(\sigma(z)\odot(\mathbf{1}-\sigma(z)))",
        {
            "equivalent": [
                r"\operatorname{diag}(\sigma(z))(I-\operatorname{diag}(\sigma(z)))",
                r"\operatorname{diag}(\sigma(z)\odot(\mathbf{1}-\sigma(z)))",
                r"\operatorname{diag}(s)-\operatorname{diag}(s)^2, s=\sigma(z)",
                r"\operatorname{diag}(\sigma(z)\odot\sigma(-z))",
            ],
            "different": [
                r"\operatorname{diag}(\sigma(z))",
            ],
        },
    ),
    "thousand": (
        {"x": "scalar"},
        [],
        r"1000x+\frac12",
        {
            "equivalent": [
                r"1{,}000x+\frac12",
                r"1{,}000\,x+0.5",
                "1000 x + 1/2",
                "10^3x+.5",
                r"1\,000x+\frac{1}{2}",
                r"10^{3}x+\frac{1}{2}",
                r"x\cdot 1000+½",
            ],
            "unparseable": [
                "1,000x+1/2",
                "1{,}00x",
                "1000x + 0{,}5",
            ],
            "different": [
                "100x+1/2",
            ],
        },
    ),
    "grad": (
        {"A": ["n", "n"], "x": ["n", 1], "b": ["n", 1]},
        [],
        "(A+A^T)x+b",
        {
            "equivalent": [
                r"\nabla_x(x^TAx+b^Tx)",
                r"\nabla_{x}\left(x^{T}Ax+b^{T}x\right)",
                r"\left(\frac{\partial}{\partial x}(x^TAx+b^Tx)\right)^T",
                r"\left(\frac{\mathrm d}{\mathrm d x}(x^TAx+b^Tx)\right)^T",
                r"\left(\frac{d}{dx}(x^TAx+b^Tx)\right)^T",
                "Ax+A^Tx+b",
            ],
            "different": [
                "2Ax+b",
                "Ax+b",
            ],
            "shape_error": [
                "x^T(A+A^T)+b^T",
                r"(A+A^\top)x+b^\top",
            ],
        },
    ),
    "expgold": (
        {"X": ["n", "d"], "w": ["d", 1], "y": ["n", 1]},
        [],
        "X^TXw=X^Ty",
        {
            "equivalent": [
                r"X^\top(y-Xw)=0",
                r"X^T(Xw-y)=\mathbf{0}",
                "w^TX^TX-y^TX=0",
                "w^TX^TX=y^TX",
                "2X^T(Xw-y)=0",
                "X^TXw-X^Ty=0",
                "-X^TXw+X^Ty=0",
                r"\frac{1}{n}X^TXw=\frac{1}{n}X^Ty",
            ],
            "different": [
                "Xw=y",
                "X^TXw=-X^Ty",
                "w=(X^TX)^{-1}X^Ty",
                "w=X^+y",
            ],
            "unparseable": [
                "X^TXw-X^Ty",
                r"X^\top X w = X^\top y \iff w = (X^TX)^{-1}X^Ty",
            ],
            "shape_error": [
                "XX^Tw=X^Ty",
            ],
        },
    ),
    "eqvec": (
        {"x": ["n", 1]},
        [],
        "x=0",
        {
            "equivalent": [
                "x^Tx=0",
                r"\|x\|=0",
                r"\|x\|^2=0",
                "2x=0",
                "-x=0",
                "x^T=0",
                "xx^T=0",
                r"\mathbf{0}",
                "0",
            ],
            "different": [
                r"\mathbf{1}^Tx=0",
                "x_1=0",
            ],
        },
    ),
    "eqorth": (
        {"a": ["n", 1], "b": ["n", 1]},
        [],
        "a^Tb=0",
        {
            "equivalent": [
                "b^Ta=0",
                r"\langle a,b\rangle=0",
                r"\|a+b\|^2=\|a\|^2+\|b\|^2",
                r"\|a+b\|=\|a-b\|",
                r"\operatorname{tr}(ab^T)=0",
                "(a^Tb)^2=0",
                "|a^Tb|=0",
            ],
            "different": [
                "a=0",
                "ab^T=0",
            ],
            "unparseable": [
                r"a \perp b",
            ],
        },
    ),
    "golds": (
        {"a": "scalar", "b": "scalar"},
        [],
        ["a+b", "a-b"],
        {
            "equivalent": [
                "b+a",
                "-b+a",
            ],
            "different": [
                "ab",
                "(a^2-b^2)/(a-b)",
            ],
        },
    ),
    "prod": (
        {r"\lambda": ["n", 1], "A": ["n", "n"]},
        [r"positive(\lambda)"],
        r"\prod_{i=1}^n\lambda_i",
        {
            "equivalent": [
                r"\det(\operatorname{diag}(\lambda))",
                r"\prod_i\lambda_i",
                r"\prod_{i}\lambda_i",
                r"\exp\left(\sum_{i}\log\lambda_i\right)",
                r"\prod\limits_{i=1}^n \lambda_i",
                r"\prod_{j=1}^n\lambda_j",
                "∏_{i=1}^n λ_i",
                r"2^{-n}\prod_{i=1}^n 2\lambda_i",
            ],
            "different": [
                r"\sum_i\lambda_i",
                r"\prod_{i=1}^{n-1}\lambda_i",
                r"\prod_{i=1}^n 2\lambda_i",
            ],
            "unparseable": [
                r"\prod_{i=1}^n(2\lambda_i)/2^n",
            ],
        },
    ),
    "norm1": (
        {"x": ["n", 1]},
        [],
        r"\|x\|_1",
        {
            "equivalent": [
                r"\sum_{i=1}^n|x_i|",
                r"\sum_i |x_i|",
                r"\mathbf 1^T|x|",
                r"\lVert x\rVert_1",
                r"\operatorname{sign}(x)^Tx",
                r"\operatorname{sgn}(x)^\top x",
                r"\sum_i \operatorname{sign}(x_i)x_i",
                "‖x‖₁",
            ],
            "different": [
                r"\|x\|_2",
                r"\sum_i x_i",
            ],
        },
    ),
    "dist": (
        {"x": ["n", 1], "y": ["n", 1]},
        [],
        r"\sqrt{(x-y)^T(x-y)}",
        {
            "equivalent": [
                r"\|x-y\|",
                r"\|x-y\|_2",
                r"\sqrt{\sum_i(x_i-y_i)^2}",
                r"\left(\sum_{i=1}^n (x_i-y_i)^2\right)^{1/2}",
                r"\left(\sum_{i=1}^n (x_i-y_i)^2\right)^{\frac12}",
                r"\sqrt{\langle x-y, x-y \rangle}",
                r"\sqrt{x^Tx-2x^Ty+y^Ty}",
                "√((x−y)ᵀ(x−y))",
                r"\lvert\lvert x-y\rvert\rvert",
                r"\left|\left|x-y\right|\right|_2",
                r"\sqrt[2]{(x-y)^T(x-y)}",
            ],
            "different": [
                "(x-y)^T(x-y)",
                r"\|x-y\|^2",
            ],
            "shape_error": [
                "|x-y|",
            ],
        },
    ),
    "ridge": (
        {"X": ["n", "d"], "y": ["n", 1], r"\lambda": "scalar"},
        [r"\lambda > 0"],
        r"(X^TX+\lambda I)^{-1}X^Ty",
        {
            "equivalent": [
                r"X^T(XX^T+\lambda I)^{-1}y",
                r"\hat{w}_{\text{ridge}} = (X^TX+\lambda I)^{-1}X^Ty",
                r"\hat{\mathbf{w}}_{\mathrm{ridge}}=\left(\mathbf{X}^{\top}\mathbf{X}+\lambda\mathbf{I}_d\right)^{-1}\mathbf{X}^{\top}\mathbf{y}",
                r"\boxed{w=(X^TX+\lambda I)^{-1}X^Ty}",
                r"\text{The answer is } (X^TX+\lambda I)^{-1}X^Ty",
                r"The solution is $w = (X^TX+\lambda I)^{-1}X^Ty$.",
                r"w^\star = (X^\top X + \lambda I)^{-1} X^\top y \quad\text{for } \lambda > 0",
                r"w = (X^\top X + \lambda I)^{-1} X^\top y \text{ where } \lambda > 0",
                r"(\lambda I+X^TX)^{-1}X^Ty",
                "(X^TX+λI)⁻¹Xᵀy",
                "(XᵀX + λI)^(-1) Xᵀ y",
                "(X^T X + lambda I)^{-1} X^T y",
                r"inv(X^T X + \lambda I) X^T y",
                r"\left(X^TX+\lambda\,\mathrm{Id}\right)^{-1}X^Ty",
                r"\begin{bmatrix}X\\\sqrt{\lambda}I\end{bmatrix}^{+}\begin{bmatrix}y\\0\end{bmatrix}",
                r"\begin{align*} w &= (X^TX+\lambda I)^{-1}X^Ty \\ &= X^T(XX^T+\lambda I)^{-1}y \end{align*}",
            ],
            "unparseable": [
                r"\arg\min_w ... ",
            ],
            "different": [
                r"(X^TX+n\lambda I)^{-1}X^Ty",
                r"(X^TX-\lambda I)^{-1}X^Ty",
            ],
            "shape_error": [
                r"(XX^T+\lambda I)^{-1}X^Ty",
                r"(X^TX+\lambda I)^{-1}Xy",
                r"\frac{X^Ty}{X^TX+\lambda I}",
                r"(X^{T}X + \lambda \mathbb{1})^{-1}X^Ty",
                r"\left(X^TX+\lambda\mathbf{1}\right)^{-1}X^Ty",
            ],
        },
    ),
}  # fmt: skip

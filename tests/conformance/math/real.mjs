// Texts as blogs have them, with their formulas, those in display style with `$$`. Where a tool finds other formulas, `pandoc`
// or `micromark` says why.

export const strict = [
  { markdown: "设 $f(x)$ 在区间 $[a,b]$ 上连续，则存在 $\\xi \\in (a,b)$，使得$f'(\\xi)=0$。", formulas: ["f(x)", "[a,b]", "\\xi \\in (a,b)", "f'(\\xi)=0"] },
  { markdown: "时间复杂度为$O(n \\log n)$，空间复杂度为$O(1)$；其中$n$为数组长度，$a_i$是第$i$个元素。", formulas: ["O(n \\log n)", "O(1)", "n", "a_i", "i"] },
  { markdown: "转移方程：$dp[i][j] = \\min(dp[i-1][j], dp[i][j-1]) + c[i][j]$，初值$dp[0][0]=0$。", formulas: ["dp[i][j] = \\min(dp[i-1][j], dp[i][j-1]) + c[i][j]", "dp[0][0]=0"] },
  { markdown: "由 $$\\sum_{i=1}^{n} i = \\frac{n(n+1)}{2}$$ 可知", formulas: ["$$\\sum_{i=1}^{n} i = \\frac{n(n+1)}{2}"] },
  { markdown: "$$\n\\begin{aligned}\na &= b + c \\\\\n  &= d\n\\end{aligned}\n$$", formulas: ["$$\\begin{aligned} a &= b + c \\\\ &= d \\end{aligned}"] },
  { markdown: "$$E = mc^2\n$$\n\n## 小结\n\n以上。", formulas: ["$$E = mc^2"] },
  { markdown: "The eigenvalues $\\lambda_1, \\ldots, \\lambda_n$ of $A^*A$ satisfy $\\lambda_i \\ge 0$ (and $\\det A \\ne 0$).", formulas: ["\\lambda_1, \\ldots, \\lambda_n", "A^*A", "\\lambda_i \\ge 0", "\\det A \\ne 0"] },
  { markdown: "Let $a<b$ and $c>d$; then $a*c$ and $b*d$ are defined.", formulas: ["a<b", "c>d", "a*c", "b*d"] },
  { markdown: "**定理** 若 $p$ 为素数，则 *对任意* $a$，$a^p \\equiv a \\pmod p$。", formulas: ["p", "a", "a^p \\equiv a \\pmod p"] },
  { markdown: "The book costs $20, the pen costs $5 and the ink $3.50.", formulas: [] },
  { markdown: "会员 $9.99/月，年付 $99（省 $20），企业版 $1,550/年。", formulas: [] },
  { markdown: "US$5 to US$7, S$15 vs S$25, A$3.", formulas: [] },
  { markdown: "Set $PATH and $HOME, then run $SHELL with $PATH:$HOME/bin.", formulas: [], pandoc: "a letter is directly outside of the signs" },
  { markdown: "The $s variable is used before $PSX is set; $x and $y are not.", formulas: [] },
  { markdown: "If **$XDG_HOME** is set, then **$XDG_HOME/x** is read.", formulas: [], pandoc: "a letter is directly outside of the signs" },
  { markdown: "价格是**35$**，原来是**40$**。", formulas: [], pandoc: "emphasis marks are between the signs" },
  { markdown: "配置在[文档](/docs/$lang/a)和[手册](/docs/$lang/b)里。", formulas: [] },
  { markdown: "变量`$i`和`$j`，以及$k$。", formulas: ["k"] },
  { markdown: "变量$甲和`$乙`都是标量。", formulas: [], pandoc: "code is between the signs" },
  { markdown: "转义：\\$5 和 \\$6；公式 $\\$5 + x$。", formulas: ["\\$5 + x"] },
];

export const loose = [
  { markdown: "设 $ n $ 为正整数，$ a_i $ 与 $ b_i$ 互质，则 $c $ 存在。", formulas: ["n", "a_i", "b_i", "c"] },
  { markdown: "对二维$dp$,有转移$d=min(i)<j $并设$p[i]$为最优转移$k$,如果$q$关于$i$单调。", formulas: ["dp", "d=min(i)<j", "p[i]", "k", "q", "i"] },
  { markdown: "The $n$th term is $ a_n $, the $(n+1)$st is $a_{n+1}$.", formulas: ["n", "a_n", "(n+1)", "a_{n+1}"] },
  { markdown: "由 $$ \\int_0^1 x\\,dx = \\frac12 $$ 得", formulas: ["$$\\int_0^1 x\\,dx = \\frac12"] },
  { markdown: "$$\nx = \\frac{-b \\pm \\sqrt{b^2-4ac}}{2a}\n$$", formulas: ["$$x = \\frac{-b \\pm \\sqrt{b^2-4ac}}{2a}"] },
  { markdown: "代码`$a`与公式$ b $，链接[甲](/x$y)和$z$。", formulas: ["b", "z"] },
  { markdown: "$$\na_1 = c$$\n\n## 标题\n\n文字。", formulas: ["$$a_1 = c"], micromark: "its block ends only with a line of `$$`" },
  { markdown: "$$\na = b\n\n由此得：\n\n$$\nc = d\n$$", formulas: ["$$c = d"], micromark: "its block goes on after a blank line" },
];

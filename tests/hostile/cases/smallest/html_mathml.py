# Formulas that act: MathML and TeX in outputs and an essay.
# %% q1
from IPython.display import HTML, Latex, Markdown, Math, display

x = 3
RUN = "document.title = 'ran'"
for formula in (
    f'<math href="javascript:{RUN}"><mi href="javascript:{RUN}">click</mi></math>',
    f'<math><mi xlink:href="javascript:{RUN}">click</mi></math>',
    f'<math><maction actiontype="statusline#http://192.0.2.1/" xlink:href="javascript:{RUN}">'
    "<mi>click</mi></maction></math>",
    f'<math><annotation-xml encoding="text/html"><img src=x onerror="{RUN}"></annotation-xml>',
    f'<math><semantics><annotation encoding="application/x-tex"><script>{RUN}</script></annotation>'
    "</semantics></math>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;'
    f'&lt;img src=1 onerror={RUN}&gt;">',
    f'<form><math><mtext></form><form><mglyph><style></math><img src onerror="{RUN}">',
    f'<math><mtext><img src=x onerror="{RUN}"><script>{RUN}</script></mtext></math>',
    f'<math><mglyph src="http://192.0.2.1/glyph.png"/><mi style="background:url(//192.0.2.1/)">'
    f'x</mi></math><svg><a xlink:href="javascript:{RUN}"><text>click</text></a></svg>',
):
    display(HTML(formula))
    display(Markdown(formula))
display(Math(r"\href{javascript:document.title='ran'}{click} \text{<img src=x onerror=alert(1)>}"))
display(Latex(r"$\text{<script>document.title = 'ran'</script>}$"))

# %% q3-essay [markdown]
# <math href="javascript:document.title='ran'"><mi xlink:href="javascript:1">click</mi></math>
# <math><annotation-xml encoding="text/html"><img src=x onerror="document.title='ran'"></math>
# <math><maction actiontype="statusline#http://192.0.2.1/"><mi>x</mi></maction></math>
# <math><mtext><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
#
# $\href{javascript:document.title='ran'}{click}$ $\text{<img src=x onerror=document.title='ran'>}$
# $$\style{background:url(http://192.0.2.1/)}{x} \class{failed}{x} \unicode{x3c}$$
# $\text{</mtext></math><script>document.title = 'ran'</script>}$

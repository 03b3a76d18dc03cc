# Scripts in outputs.
# %% q1
from IPython.display import HTML, SVG, Javascript, Markdown, display

x = 4
display(HTML("<script>document.title = 'ran'; fetch('http://192.0.2.1/')</script>"))
display(HTML("<img src=x onerror=\"document.title = 'ran'\">"))
display(HTML("<iframe srcdoc=\"<script>parent.document.title = 'ran'</script>\"></iframe>"))
display(HTML("<object data='http://192.0.2.1/'></object><embed src='http://192.0.2.1/'>"))
display(
    HTML("<style>@import 'http://192.0.2.1/'; body {background: url(http://192.0.2.1/)}</style>")
)
display(
    HTML(
        "<form action='http://192.0.2.1/'><input autofocus onfocus=\"document.title='ran'\"></form>"
    )
)
display(HTML("<meta http-equiv='refresh' content='0; url=http://192.0.2.1/'>"))
display(HTML("<base href='http://192.0.2.1/'><link rel=stylesheet href=style.css>"))
display(HTML("<details open ontoggle=\"document.title = 'ran'\">open</details>"))
display(HTML("<math><a xlink:href=\"javascript:document.title='ran'\">click</a></math>"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload=\"document.title = 'ran'\"/>"))
display(
    SVG("<svg xmlns='http://www.w3.org/2000/svg'><script>document.title = 'ran'</script></svg>")
)
display(Javascript("document.title = 'ran'"))
display(
    Markdown("<script>document.title = 'ran'</script> [click](javascript:document.title='ran')")
)
display(Markdown("![](http://192.0.2.1/picture.png) <img src='http://192.0.2.1/other.png'>"))
raise ValueError("<script>document.title = 'ran'</script><img src=x onerror=document.title='ran'>")

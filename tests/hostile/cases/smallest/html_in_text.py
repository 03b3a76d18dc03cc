# Scripts in texts, names and an essay.
# %% q1
x = "<script>document.title = 'ran'</script>"
print("<img src=x onerror=\"document.title = 'ran'\">")


# %% q2
def double(t):
    raise ValueError("<script>document.title = 'ran'</script>")


# %% q3-essay [markdown]
# <script>document.title = 'ran'</script>
# <img src=x onerror="document.title = 'ran'"> [click](javascript:document.title='ran')
# ![](http://192.0.2.1/picture.png) <iframe src="http://192.0.2.1/"></iframe>
# <svg onload="document.title = 'ran'"><animate onbegin="document.title = 'ran'"></animate></svg>
# $\href{javascript:document.title='ran'}{click}$ <a href="data:text/html,<script>1</script>">d</a>

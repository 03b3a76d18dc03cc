"""The course's data, as a student asks for them: handwritten digits and a motor portfolio."""

from yourturn.data.load import load_mnist, load_mtpl, sources_used

__all__ = ["load_mnist", "load_mtpl", "sources_used"]

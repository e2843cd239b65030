"""Articles in an index of their own, without an archive."""

from retrieval.engines import new_engine
from retrieval.indexing.analysed import analysed
from retrieval.indexing.index import Index
from retrieval.terms import Terms

# The only channel that may see what is hidden.
CHANNEL = "C0000000001"
TERMS = Terms([])


def index_of(*articles, hidden=()):
    texts = {(each.id, each.version): each for each in (*articles, *hidden)}
    index = Index(new_engine("rank_bm25"), new_engine("rank_bm25"), lambda keys: {each: texts[each] for each in keys})
    index.add(analysed(each, TERMS) for each in articles)
    index.add([analysed(each, TERMS) for each in hidden], frozenset({CHANNEL}))
    return index

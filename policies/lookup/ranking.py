"""What counts how much when policies are put in order. All settings of the ranking stand here.

A score is a sum: BM25 of every token that is found, plus the constants below. BM25 gives about 2 to 10 for a
rare bigram, and less than EXACT for any question, so the constants make steps:

    the policy whose own 文号 was asked for  >  whose title the question is  >  the question word for word
    >  more of its words  >  fewer

Held to tests/library/judged.json: change a value, and its figures show what it did to all questions at once.
"""

# The 文号 that was asked for, before policies that cite it.
OWN_NUMBER = 5000.0
# The question is the title of the policy, in whatever dress it was pasted.
OWN_TITLE = 3000.0
# The whole question stands in the policy just as it was typed.
EXACT = 1000.0
# One of the words is found, or the policy is of the district that it names. More than BM25 gives one word, so that
# a policy with all words comes before one that says a few of them very often.
EACH_WORD = 200.0
# A word stands in the policy as it was typed, not only most of its bigrams.
WORD_AS_TYPED = 4.0
# A token in the title, beside what it counts in the text.
TITLE = 1.6
# A single character says less than a bigram.
CHARACTER = 0.3
# Another word for the same thing.
SYNONYM = 0.7
# A score is multiplied by this where the policy is over, and where only its title is known: of two that say the same, the
# one that helps comes first. And less where it is a reprint or doubtful, and least by how new it is. All three are written
# into the index: count up schema.VERSION.
USELESS = 0.97
RETOLD = 0.995
FRESHNESS = 0.0005

# What more than this share of all policies hold does not find by itself beside rarer words, and moves none before
# another (申请, 上海): it costs the most and tells the least.
COMMON_SHARE = 0.3

# A word of up to two bigrams must stand as typed. Of a longer one, which is often several words written together
# (首次创业补贴), two bigrams must be found; of those that stand anywhere, the rarest are asked.
LOOSE_FROM_BIGRAMS = 3
MIN_BIGRAMS = 2
TELLING_BIGRAMS = 4

# A question is a sentence from so many Han characters without a space on. It is found by the pairs of characters that
# few policies hold: the rarest, as long as those that hold them are in all no more than this share of the library, or
# so many, where that is more. Two of these must be held, or one that no more than SENTENCE_ALONE of all hold.
# Chosen on half of 2,800 questions over 64,000 texts, and the same on the other half: Recall@10 moved by 0.004
# between SENTENCE_SHARE 0.05 and 0.2, by 0.003 between SENTENCE_ALONE 0 and 0.005.
SENTENCE_FROM_CHARS = 6
# One of so many that stands in a text as it was typed was copied from it.
COPIED_FROM_CHARS = 12
SENTENCE_SHARE = 0.1
SENTENCE_PLACES = 1_000
SENTENCE_ALONE = 0.002
# Where this finds fewer than so many, which is less than a page, one pair is enough, of the rarest in SENTENCE_PLACES.
SENTENCE_FEW = 20
# Beside so many other characters, what stands in quotation marks need not be held: a title was pasted, say.
SOFT_QUOTES_BESIDE = 8
# What counts how much in a sentence. Titles that count for more push back texts that answer, but for what so few titles
# share that it says what the policy is about.
SENTENCE_CHARACTER = 1.0
SENTENCE_TITLE = 0.15
SENTENCE_OWN_TITLES = 10
SENTENCE_OWN_TITLE = 0.6
# What most policies hold counts too while no more positions than these are read: in a small library, where 创业 is one of
# few topics.
SENTENCE_COMMON_POSTINGS = 20_000
# A policy that is not over.
SENTENCE_USEFUL = 8.0
# A word stands as it was typed, or another for it.
SENTENCE_WORD = 3.0

# 相关政策: what shared filing adds to the BM25 of shared bigrams; the rarest ones of the title are enough.
SAME_TOPIC = 2.0
SAME_DISTRICT = 1.5
RELATED_BY_BIGRAMS = 12

# The rarest tokens of a question score, until so many positions in posting lists are read, and no common word counts that
# more policies hold. Among 12,000 policies no question comes near it; among a million it keeps the time of an answer
# in bounds, and costs what tells least.
SCORED_POSTINGS = 150_000
# Whether a word stands as typed is looked up in no more policies than these; beyond, its rarest bigram speaks for it.
COMPARED_PLACES = 40_000

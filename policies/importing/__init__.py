"""From a file to a draft in the library, in three rooms, each of which uses those before it, by their doors.

`reading`: bytes or a paste become plain text. `drafting`: plain text becomes a draft with doubts. `storing`: a draft
meets the library: is it here already, what does a person decide, what became of it.
"""
